package generate

import (
	"fmt"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/values"
)

const (
	fenceNamespace = "fence"
	fenceName      = "fence"
	fenceAddress   = "10.3.255.1"
)

// Mark is a text that must stand in the value of a key before a store can have heard of all changes of a kind.
type Mark struct {
	Key  string
	Text string
}

// FenceNamespace is where fences stand; it must be there before the first.
func FenceNamespace() objects.Change {
	object := &core.Namespace{
		TypeMeta:   meta.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: meta.ObjectMeta{Name: fenceNamespace},
	}
	return objects.Change{Key: namespaceKey(fenceNamespace), Object: unstructuredOf(object), What: "fence"}
}

// Fence is written after a burst: an object of each kind, and what tells that a store has heard of it. The API tells of
// the changes of a kind in their order.
func (g *Generator) Fence(burst int) ([]objects.Change, []Mark) {
	g.changes = nil
	var marks []Mark
	for _, family := range g.settings.Families {
		marks = append(marks, g.fence(family, fmt.Sprintf("fence-%d-end", burst))...)
	}
	return g.changes, marks
}

func (g *Generator) fence(family values.Family, text string) []Mark {
	prefix := values.CachePrefix(family, g.settings.Cluster)
	switch family {
	case values.Services:
		g.fenceService(text)
		g.fenceSlice(text)
		return []Mark{{prefix + fenceNamespace + "/" + fenceName, "service-" + text}, {prefix + fenceNamespace + "/" + fenceName, "slice-" + text}}
	case values.Nodes:
		key := objects.Key{Kind: objects.CiliumNode, Name: fenceName}
		g.mark(key, custom("cilium.io/v2", key, map[string]any{"spec": map[string]any{"bootid": text}}))
		return []Mark{{prefix + fenceName, text}}
	case values.Identities:
		return []Mark{{prefix + "id/" + g.fenceIdentity(text), text}}
	case values.IPs:
		g.fenceEndpoint(text)
		return []Mark{{prefix + fenceAddress, text}}
	case values.ServiceExports:
		g.fenceService(text)
		key := objects.Key{Kind: objects.ServiceExport, Namespace: fenceNamespace, Name: fenceName}
		labels := map[string]any{"fence": text}
		g.mark(key, custom("multicluster.x-k8s.io/v1alpha1", key, map[string]any{"spec": map[string]any{"exportedLabels": labels}}))
		return []Mark{{prefix + fenceNamespace + "/" + fenceName, text}}
	default:
		return nil
	}
}

func (g *Generator) fenceService(text string) {
	key := objects.Key{Kind: objects.Service, Namespace: fenceNamespace, Name: fenceName}
	service := &core.Service{
		TypeMeta: meta.TypeMeta{APIVersion: "v1", Kind: "Service"},
		ObjectMeta: meta.ObjectMeta{
			Namespace: key.Namespace, Name: key.Name,
			Labels:      map[string]string{"fence": "service-" + text},
			Annotations: map[string]string{"service.cilium.io/global": "true"},
		},
		Spec: core.ServiceSpec{Ports: []core.ServicePort{{Port: 1}}},
	}
	g.mark(key, unstructuredOf(service))
}

func (g *Generator) fenceSlice(text string) {
	key := objects.Key{Kind: objects.EndpointSlice, Namespace: fenceNamespace, Name: fenceName}
	slice := &discovery.EndpointSlice{
		TypeMeta: meta.TypeMeta{APIVersion: "discovery.k8s.io/v1", Kind: "EndpointSlice"},
		ObjectMeta: meta.ObjectMeta{
			Namespace: key.Namespace, Name: key.Name,
			Labels: map[string]string{discovery.LabelServiceName: fenceName},
		},
		AddressType: discovery.AddressTypeIPv4,
		Endpoints:   []discovery.Endpoint{{Addresses: []string{fenceAddress}, Hostname: pointer("slice-" + text)}},
	}
	g.mark(key, unstructuredOf(slice))
}

func (g *Generator) fenceIdentity(text string) string {
	name := fmt.Sprint(int(g.settings.ClusterID)<<identityShift + identityCount + 1)
	key := objects.Key{Kind: objects.CiliumIdentity, Name: name}
	labels := map[string]any{"k8s:" + podNamespace: fenceNamespace, "k8s:" + policyCluster: g.settings.Cluster, "k8s:fence": text}
	object := custom("cilium.io/v2", key, map[string]any{"security-labels": labels})
	object.SetLabels(map[string]string{podNamespace: fenceNamespace})
	g.mark(key, object)
	return name
}

func (g *Generator) fenceEndpoint(text string) {
	addressing := []any{map[string]any{"ipv4": fenceAddress}}
	fields := map[string]any{
		"networking":      map[string]any{"node": "172.18.0.2", "addressing": addressing},
		"service-account": text,
	}
	if g.settings.EndpointSlices {
		fields["name"] = fenceName
		key := objects.Key{Kind: objects.CiliumEndpointSlice, Name: fenceName}
		g.mark(key, g.endpointSlice(key, fenceNamespace, []any{fields}))
		return
	}
	key := objects.Key{Kind: objects.CiliumEndpoint, Namespace: fenceNamespace, Name: fenceName}
	g.mark(key, custom("cilium.io/v2", key, map[string]any{"status": fields}))
}

// mark writes a fence without counting it among what may change.
func (g *Generator) mark(key objects.Key, object *unstructured.Unstructured) {
	g.changes = append(g.changes, objects.Change{Key: key, Object: object, What: "fence"})
}
