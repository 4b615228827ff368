package generate

import (
	"fmt"
	"strconv"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetmesh.io/conformance/internal/objects"
)

const (
	endpointsPerNamespace = 60
	endpointSlices        = 40
)

// addressSteps are of the one kind that addresses are read from.
func (g *Generator) addressSteps() []step {
	if g.settings.EndpointSlices {
		return []step{{8, g.putEndpointSlice}, {2, func() { g.deleteAny(objects.CiliumEndpointSlice) }}}
	}
	return []step{{16, g.putEndpoint}, {4, func() { g.deleteAny(objects.CiliumEndpoint) }}}
}

func (g *Generator) deleteAny(kind objects.Kind) {
	if key, is := g.any(kind); is {
		g.drop(key, "delete")
	}
}

func (g *Generator) putEndpoint() {
	namespace, is := g.openNamespace()
	if !is {
		return
	}
	key := objects.Key{Kind: objects.CiliumEndpoint, Namespace: namespace.name, Name: fmt.Sprintf("pod-%d", g.upTo(endpointsPerNamespace-1))}
	status := g.endpointFields(namespace.number)
	g.some(status, 90, "identity", func() any { return map[string]any{"id": g.identityNumber()} })
	g.put(key, custom("cilium.io/v2", key, map[string]any{"status": status}), "put endpoint")
}

func (g *Generator) putEndpointSlice() {
	namespace, is := g.openNamespace()
	if !is {
		return
	}
	key := objects.Key{Kind: objects.CiliumEndpointSlice, Name: fmt.Sprintf("ces-%d", g.upTo(endpointSlices-1))}
	var endpoints []any
	for at := range g.upTo(6) {
		endpoint := g.endpointFields(namespace.number)
		endpoint["name"] = fmt.Sprintf("%s-pod-%d", key.Name, at)
		g.some(endpoint, 90, "id", func() any { return g.identityNumber() })
		endpoints = append(endpoints, endpoint)
	}
	g.put(key, g.endpointSlice(key, namespace.name, endpoints), "put endpoint slice")
}

func (g *Generator) endpointSlice(key objects.Key, namespace string, endpoints []any) *unstructured.Unstructured {
	return custom("cilium.io/v2alpha1", key, map[string]any{"namespace": namespace, "endpoints": endpoints})
}

// endpointFields are those that both kinds have in common.
func (g *Generator) endpointFields(namespace int) map[string]any {
	fields := map[string]any{}
	g.some(fields, 95, "networking", func() any {
		var addressing []any
		for range 1 + g.upTo(1) {
			addressing = append(addressing, g.addressing(namespace))
		}
		return map[string]any{"node": oneOf(g, "172.18.0.2", "172.18.0.3", "fc00:c111::2", "nowhere"), "addressing": addressing}
	})
	g.some(fields, 40, "encryption", func() any { return map[string]any{"key": int64(oneOf(g, 0, 3, 255))} })
	g.some(fields, 30, "named-ports", func() any {
		return []any{map[string]any{"name": "http", "port": int64(8080), "protocol": "TCP"}}
	})
	g.some(fields, 50, "service-account", func() any { return oneOf(g, "default", "cart-sa") })
	return fields
}

// addressing has some addresses that others claim too.
func (g *Generator) addressing(namespace int) map[string]any {
	most := 20_000
	if g.chance(10) {
		most = 5
	}
	at := 1 + g.upTo(most)
	pair := map[string]any{}
	g.some(pair, 90, "ipv4", func() any {
		if g.chance(3) {
			return oneOf(g, "10.3.1.999", "", "nonsense")
		}
		return fmt.Sprintf("10.%d.%d.%d", 40+namespace, at/250, at%250)
	})
	g.some(pair, 30, "ipv6", func() any {
		if g.chance(10) {
			return oneOf(g, "fd00:10:4::g", "", "fd00::1%eth0")
		}
		return fmt.Sprintf(oneOf(g, "fd00:10:4:%x::%x", "FD00:10:4:%x::%04x"), namespace, at)
	})
	return pair
}

// identityNumber is mostly one that there is.
func (g *Generator) identityNumber() int64 {
	if key, is := g.any(objects.CiliumIdentity); is && g.chance(85) {
		if number, err := strconv.ParseInt(key.Name, 10, 64); err == nil {
			return number
		}
	}
	return int64(g.settings.ClusterID)<<identityShift + int64(g.upTo(identityCount))
}
