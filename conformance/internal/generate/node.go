package generate

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetmesh.io/conformance/internal/objects"
)

const nodeCount = 60

func (g *Generator) nodeSteps() []step {
	return []step{{6, func() { g.putNode("put node") }}, {1, g.deleteNode}}
}

func (g *Generator) putNode(what string) {
	key := objects.Key{Kind: objects.CiliumNode, Name: fmt.Sprintf("node-%d", g.upTo(nodeCount-1))}
	g.put(key, g.node(key), what)
}

func (g *Generator) deleteNode() {
	if key, is := g.any(objects.CiliumNode); is {
		g.drop(key, "delete node")
	}
}

func (g *Generator) node(key objects.Key) *unstructured.Unstructured {
	at := g.upTo(250)
	spec := map[string]any{}
	g.some(spec, 90, "addresses", func() any { return g.nodeAddresses(at) })
	g.some(spec, 60, "bootid", func() any { return fmt.Sprintf("570d3fd1-93db-4862-ba99-%012d", g.upTo(3)) })
	g.some(spec, 40, "encryption", func() any { return map[string]any{"key": int64(g.upTo(15))} })
	g.some(spec, 70, "health", func() any { return g.pair("ipv4", "ipv6", at) })
	g.some(spec, 30, "ingress", func() any { return g.pair("ipv4", "ipv6", at) })
	g.some(spec, 80, "ipam", func() any { return g.ipam(at) })
	object := custom("cilium.io/v2", key, map[string]any{"spec": spec})
	object.SetLabels(g.labels())
	object.SetAnnotations(g.nodeAnnotations())
	return object
}

func (g *Generator) nodeAddresses(at int) []any {
	var addresses []any
	for range g.upTo(4) {
		addresses = append(addresses, map[string]any{
			"ip":   fmt.Sprintf(oneOf(g, "172.18.0.%d", "172.18.0.%d", "fc00:c111::%d", "FC00:c111:0::%d", "no-ip-%d", "172.18.0.%d.1", "::ffff:172.18.0.%d"), at),
			"type": oneOf(g, "InternalIP", "ExternalIP", "CiliumInternalIP", "Hostname"),
		})
	}
	return addresses
}

func (g *Generator) pair(first, second string, at int) map[string]any {
	pair := map[string]any{}
	g.some(pair, 80, first, func() any { return fmt.Sprintf(oneOf(g, "10.3.0.%d", "10.3.0.%d", "", "nonsense%d"), at) })
	g.some(pair, 60, second, func() any { return fmt.Sprintf(oneOf(g, "fd00:10:3::%d", "FD00:10:3:0::%d"), at) })
	return pair
}

func (g *Generator) ipam(at int) map[string]any {
	ipam := map[string]any{}
	g.some(ipam, 80, "podCIDRs", func() any { return g.cidrs(at) })
	g.some(ipam, 20, "pools", func() any {
		return map[string]any{"allocated": []any{map[string]any{"pool": "default", "cidrs": g.cidrs(at)}}}
	})
	return ipam
}

func (g *Generator) cidrs(at int) []any {
	var cidrs []any
	for range g.upTo(4) {
		cidrs = append(cidrs, fmt.Sprintf(oneOf(g, "10.3.%d.0/24", "10.33.%d.7/24", "fd00:10:3:%d::/112", "nonsense-%d", "10.3.%d.0/99"), at))
	}
	return cidrs
}

func (g *Generator) nodeAnnotations() map[string]string {
	annotations := map[string]string{}
	if value := maybe(g, 50, "3AiiqHkBjbnxeAdnMuJoXqkS+cDsVfCzDKdjBeDqeBs=", ""); value != nil {
		annotations["network.cilium.io/wg-pub-key"] = *value
	}
	if value := maybe(g, 20, "VRks"); value != nil {
		annotations["io.cilium.network.wg-pub-key"] = *value
	}
	if value := maybe(g, 30, "<&>", "\u2028", "\"\\\n"); value != nil {
		annotations["example.org/note"] = *value
	}
	if len(annotations) == 0 {
		return nil
	}
	return annotations
}

// some sets a field so many times out of a hundred.
func (g *Generator) some(object map[string]any, percent int, field string, value func() any) {
	if g.chance(percent) {
		object[field] = value()
	}
}

// custom is an object of a kind that Kubernetes does not have by itself.
func custom(apiVersion string, key objects.Key, content map[string]any) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: content}
	object.SetAPIVersion(apiVersion)
	object.SetKind(string(key.Kind))
	object.SetName(key.Name)
	object.SetNamespace(key.Namespace)
	return object
}
