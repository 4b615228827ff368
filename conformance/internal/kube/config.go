package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

const (
	ciliumNamespace = "kube-system"
	ciliumConfig    = "cilium-config"
	// slicesSetting says that addresses are in CiliumEndpointSlices, not in CiliumEndpoints.
	slicesSetting = "enable-cilium-endpoint-slice"
)

// Configure sets a key of the member's cilium-config, or removes it if the value is empty, and gives what it was.
func (c *Cluster) Configure(ctx context.Context, key, value string) (string, error) {
	maps := c.api.CoreV1().ConfigMaps(ciliumNamespace)
	config, err := maps.Get(ctx, ciliumConfig, meta.GetOptions{})
	if err != nil {
		return "", c.named(err, "read", ciliumNamespace, ciliumConfig)
	}
	wanted := map[string]*string{key: &value}
	if value == "" {
		wanted[key] = nil
	}
	patch, err := json.Marshal(map[string]any{"data": wanted})
	if err != nil {
		return "", err
	}
	_, err = maps.Patch(ctx, config.Name, types.MergePatchType, patch, meta.PatchOptions{})
	return config.Data[key], c.named(err, "change", ciliumNamespace, ciliumConfig)
}

// flag is false where the member's cilium-config, or the key in it, is not there.
func (c *Cluster) flag(ctx context.Context, key string) (bool, error) {
	config, err := c.api.CoreV1().ConfigMaps(ciliumNamespace).Get(ctx, ciliumConfig, meta.GetOptions{})
	if errors.IsNotFound(err) || err == nil && config.Data[key] == "" {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	value, err := strconv.ParseBool(config.Data[key])
	if err != nil {
		return false, fmt.Errorf("%s: %s: %w", ciliumConfig, key, err)
	}
	return value, nil
}
