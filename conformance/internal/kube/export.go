package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

const exportsPath = "/apis/multicluster.x-k8s.io/v1alpha1/namespaces/%s/serviceexports"

// Configure sets a key of the member's cilium-config and gives what it was.
func (c *Cluster) Configure(ctx context.Context, key, value string) (string, error) {
	maps := c.api.CoreV1().ConfigMaps("kube-system")
	config, err := maps.Get(ctx, "cilium-config", meta.GetOptions{})
	if err != nil {
		return "", c.named(err, "read", "kube-system", "cilium-config")
	}
	patch, err := json.Marshal(map[string]any{"data": map[string]string{key: value}})
	if err != nil {
		return "", err
	}
	_, err = maps.Patch(ctx, config.Name, types.MergePatchType, patch, meta.PatchOptions{})
	return config.Data[key], c.named(err, "change", "kube-system", "cilium-config")
}

// Export makes the probe's ServiceExport, and gives the time at which it was made.
func (p *Probe) Export(ctx context.Context) (time.Time, error) {
	body := fmt.Sprintf(`{"apiVersion":"multicluster.x-k8s.io/v1alpha1","kind":"ServiceExport","metadata":{"namespace":%q,"name":%q}}`, p.Namespace, p.Name)
	answer, err := p.cluster.api.Discovery().RESTClient().Post().AbsPath(fmt.Sprintf(exportsPath, p.Namespace)).
		SetHeader("Content-Type", "application/json").Body([]byte(body)).DoRaw(ctx)
	if err != nil {
		return time.Time{}, p.cluster.named(err, "export", p.Namespace, p.Name)
	}
	var made struct {
		Metadata meta.ObjectMeta `json:"metadata"`
	}
	err = json.Unmarshal(answer, &made)
	return made.Metadata.CreationTimestamp.UTC(), err
}

// Unexport deletes the probe's ServiceExport.
func (p *Probe) Unexport(ctx context.Context) error {
	_, err := p.cluster.api.Discovery().RESTClient().Delete().AbsPath(fmt.Sprintf(exportsPath, p.Namespace) + "/" + p.Name).DoRaw(ctx)
	if errors.IsNotFound(err) {
		return nil
	}
	return p.cluster.named(err, "delete export", p.Namespace, p.Name)
}

// StickToClients gives the probe's Service another session affinity.
func (p *Probe) StickToClients(ctx context.Context) error {
	patch := []byte(`{"spec":{"sessionAffinity":"ClientIP"}}`)
	_, err := p.cluster.api.CoreV1().Services(p.Namespace).Patch(ctx, p.Name, types.MergePatchType, patch, meta.PatchOptions{})
	return p.cluster.named(err, "change", p.Namespace, p.Name)
}
