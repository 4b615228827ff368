package stack

import (
	"context"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"fleetmesh.io/conformance/internal/process"
)

// customKind is a kind that the API does not have by itself.
type customKind struct {
	kind, plural, group, version string
	namespaced                   bool
}

var customKinds = []customKind{
	{"CiliumNode", "ciliumnodes", "cilium.io", "v2", false},
	{"CiliumIdentity", "ciliumidentities", "cilium.io", "v2", false},
	{"CiliumEndpoint", "ciliumendpoints", "cilium.io", "v2", true},
	{"CiliumEndpointSlice", "ciliumendpointslices", "cilium.io", "v2alpha1", false},
	{"ServiceExport", "serviceexports", "multicluster.x-k8s.io", "v1alpha1", true},
	{"ServiceImport", "serviceimports", "multicluster.x-k8s.io", "v1alpha1", true},
}

// defineKinds takes any object of these kinds: what an odd one means is for its readers to say, not for a schema. There is
// no status subresource, so that an object is written as a whole.
func defineKinds(ctx context.Context, api dynamic.Interface, server *process.Process, limit time.Duration) error {
	definitions := api.Resource(schema.GroupVersionResource{
		Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"})
	for _, kind := range customKinds {
		if _, err := definitions.Create(ctx, kind.definition(), meta.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	return until(ctx, "the API's own kinds", server, limit, func(ctx context.Context) error {
		for _, kind := range customKinds {
			resource := schema.GroupVersionResource{Group: kind.group, Version: kind.version, Resource: kind.plural}
			if _, err := api.Resource(resource).List(ctx, meta.ListOptions{}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k customKind) definition() *unstructured.Unstructured {
	scope := "Cluster"
	if k.namespaced {
		scope = "Namespaced"
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1",
		"kind":       "CustomResourceDefinition",
		"metadata": map[string]any{
			"name": k.plural + "." + k.group,
			// Kinds of this group need the approval of their authors.
			"annotations": map[string]any{"api-approved.kubernetes.io": "unapproved, a test"},
		},
		"spec": map[string]any{
			"group": k.group,
			"scope": scope,
			"names": map[string]any{"kind": k.kind, "plural": k.plural, "singular": strings.ToLower(k.kind)},
			"versions": []any{map[string]any{
				"name": k.version, "served": true, "storage": true,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{
					"type": "object", "x-kubernetes-preserve-unknown-fields": true,
				}},
			}},
		},
	}}
}
