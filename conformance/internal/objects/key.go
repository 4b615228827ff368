// Package objects holds what the differential makes of a cluster: its objects, all they have been, and how they are written.
package objects

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Kind is a kind of object that Cilium reads to fill its store.
type Kind string

const (
	Namespace           Kind = "Namespace"
	Service             Kind = "Service"
	EndpointSlice       Kind = "EndpointSlice"
	CiliumNode          Kind = "CiliumNode"
	CiliumIdentity      Kind = "CiliumIdentity"
	CiliumEndpoint      Kind = "CiliumEndpoint"
	CiliumEndpointSlice Kind = "CiliumEndpointSlice"
	ServiceExport       Kind = "ServiceExport"
)

// resources says where the API has each kind.
var resources = map[Kind]schema.GroupVersionResource{
	Namespace:           {Version: "v1", Resource: "namespaces"},
	Service:             {Version: "v1", Resource: "services"},
	EndpointSlice:       {Group: "discovery.k8s.io", Version: "v1", Resource: "endpointslices"},
	CiliumNode:          {Group: "cilium.io", Version: "v2", Resource: "ciliumnodes"},
	CiliumIdentity:      {Group: "cilium.io", Version: "v2", Resource: "ciliumidentities"},
	CiliumEndpoint:      {Group: "cilium.io", Version: "v2", Resource: "ciliumendpoints"},
	CiliumEndpointSlice: {Group: "cilium.io", Version: "v2alpha1", Resource: "ciliumendpointslices"},
	ServiceExport:       {Group: "multicluster.x-k8s.io", Version: "v1alpha1", Resource: "serviceexports"},
}

// KindOf is the kind of a resource, as the API's paths name it; empty if it is none of these.
func KindOf(resource string) Kind {
	for kind, each := range resources {
		if each.Resource == resource {
			return kind
		}
	}
	return ""
}

// Key names an object. Objects of a kind without namespaces have none.
type Key struct {
	Kind      Kind
	Namespace string
	Name      string
}

func (k Key) String() string {
	if k.Namespace == "" {
		return fmt.Sprintf("%s %s", k.Kind, k.Name)
	}
	return fmt.Sprintf("%s %s/%s", k.Kind, k.Namespace, k.Name)
}

// Change is one write: an object as it shall be, or nil to delete it. What says it in words.
type Change struct {
	Key    Key
	Object *unstructured.Unstructured
	What   string
}
