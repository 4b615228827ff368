package generate

import (
	"fmt"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"

	"fleetmesh.io/conformance/internal/objects"
)

const (
	slicesPerNamespace = 70
	proxyName          = "service.kubernetes.io/service-proxy-name"
	mirroredBy         = "endpointslice-mesh-controller.cilium.io"
)

func (g *Generator) sliceSteps() []step {
	return []step{{34, g.createSlice}, {24, g.changeSlice}, {5, g.deleteSlice}, {5, g.moveSlice}, {1, g.remakeSlice}}
}

func (g *Generator) createSlice() {
	namespace, is := g.openNamespace()
	if !is {
		return
	}
	key := objects.Key{Kind: objects.EndpointSlice, Namespace: namespace.name, Name: fmt.Sprintf("slice-%d", g.upTo(slicesPerNamespace-1))}
	if g.wanted[key] == nil {
		g.put(key, g.slice(key, namespace.number), "create slice")
	}
}

func (g *Generator) deleteSlice() {
	if key, is := g.any(objects.EndpointSlice); is {
		g.drop(key, "delete slice")
	}
}

// remakeSlice may also change the family of its addresses, which a change may not.
func (g *Generator) remakeSlice() {
	if key, is := g.any(objects.EndpointSlice); is {
		g.drop(key, "delete slice, to make it again")
		g.put(key, g.slice(key, g.named(key.Namespace).number), "make slice again")
	}
}

func (g *Generator) moveSlice() {
	if key, is := g.any(objects.EndpointSlice); is {
		change(g, key, func(slice *discovery.EndpointSlice) string {
			slice.Labels[discovery.LabelServiceName] = serviceName(g)
			return "move slice"
		})
	}
}

func (g *Generator) changeSlice() {
	key, is := g.any(objects.EndpointSlice)
	if !is {
		return
	}
	number := g.named(key.Namespace).number
	change(g, key, func(slice *discovery.EndpointSlice) string {
		switch g.upTo(9) {
		case 0, 1:
			slice.Endpoints = g.endpoints(slice.AddressType, number)
			return "change endpoints"
		case 2:
			slice.Ports = g.slicePorts()
			return "change ports"
		case 3:
			toggle(slice, discovery.LabelManagedBy, mirroredBy)
			return "toggle mirrored"
		case 4:
			toggle(slice, proxyName, "other")
			return "toggle proxy name"
		case 5, 6:
			slice.Endpoints = append(slice.Endpoints, g.endpoint(slice.AddressType, number, g.chance(50)))
			return "scale up"
		case 7:
			slice.Endpoints = slice.Endpoints[:len(slice.Endpoints)/2]
			return "scale down"
		default:
			for at := range slice.Endpoints {
				slice.Endpoints[at].Conditions = g.conditions()
			}
			return "change conditions"
		}
	})
}

func (g *Generator) slice(key objects.Key, number int) *discovery.EndpointSlice {
	family := oneOf(g, discovery.AddressTypeIPv4, discovery.AddressTypeIPv4, discovery.AddressTypeIPv4, discovery.AddressTypeIPv6)
	if g.chance(3) {
		family = discovery.AddressTypeFQDN
	}
	slice := &discovery.EndpointSlice{
		TypeMeta: meta.TypeMeta{APIVersion: "discovery.k8s.io/v1", Kind: "EndpointSlice"},
		ObjectMeta: meta.ObjectMeta{
			Namespace: key.Namespace, Name: key.Name,
			Labels: map[string]string{discovery.LabelServiceName: serviceName(g)},
		},
		AddressType: family,
		Endpoints:   g.endpoints(family, number),
		Ports:       g.slicePorts(),
	}
	if g.chance(4) {
		slice.Labels[discovery.LabelManagedBy] = mirroredBy
	}
	if g.chance(2) {
		slice.Labels[proxyName] = "other"
	}
	if g.chance(2) {
		delete(slice.Labels, discovery.LabelServiceName)
		slice.Labels["app"] = "alone"
	}
	return slice
}

// endpoints are from a wide range, so that a slice has its own, or from a narrow one, so that slices contradict each other.
func (g *Generator) endpoints(family discovery.AddressType, namespace int) []discovery.Endpoint {
	count, narrow := g.upTo(5), g.chance(15)
	if g.chance(2) {
		count = 100
	}
	var endpoints []discovery.Endpoint
	for range count {
		endpoints = append(endpoints, g.endpoint(family, namespace, narrow))
	}
	return endpoints
}

func (g *Generator) endpoint(family discovery.AddressType, namespace int, narrow bool) discovery.Endpoint {
	endpoint := discovery.Endpoint{
		Addresses:  []string{g.endpointAddress(family, namespace, narrow)},
		Conditions: g.conditions(),
		Hostname:   maybe(g, 30, "pod-0", "pod-1", "db"),
		NodeName:   maybe(g, 50, "node-1", "node-2"),
		Zone:       maybe(g, 50, "zone-a", "zone-b", "zone-a", "zone-b", ""),
	}
	if g.chance(5) {
		endpoint.Addresses = append(endpoint.Addresses, g.endpointAddress(family, namespace, narrow))
	}
	if g.chance(25) {
		endpoint.Hints = &discovery.EndpointHints{}
		for _, zone := range []string{"zone-a", "zone-b"}[g.upTo(1):] {
			endpoint.Hints.ForZones = append(endpoint.Hints.ForZones, discovery.ForZone{Name: zone})
		}
	}
	return endpoint
}

func (g *Generator) endpointAddress(family discovery.AddressType, namespace int, narrow bool) string {
	most := 60_000
	if narrow {
		most = 6
	}
	at := 1 + g.upTo(most)
	switch {
	case family == discovery.AddressTypeFQDN:
		return fmt.Sprintf("host-%d.example.org", at)
	case family == discovery.AddressTypeIPv6 && g.chance(5):
		return fmt.Sprintf(oneOf(g, "FD00:10:3:%x::%x", "fd00:10:3:%x:0:0:0:%x", "fd00:10:3:%04x::%x"), namespace, at)
	case family == discovery.AddressTypeIPv6:
		return fmt.Sprintf("fd00:10:3:%x::%x", namespace, at)
	case g.chance(2):
		return fmt.Sprintf(oneOf(g, "::ffff:10.3.%d.%d", "10.3.%d.0%d", "10.3.%d.999%d"), namespace, at%250)
	default:
		return fmt.Sprintf("10.%d.%d.%d", 16+namespace, at/250, at%250)
	}
}

func (g *Generator) conditions() discovery.EndpointConditions {
	return discovery.EndpointConditions{
		Ready:       maybe(g, 80, true, true, false),
		Serving:     maybe(g, 60, true, true, false),
		Terminating: maybe(g, 40, false, true),
	}
}

func (g *Generator) slicePorts() []discovery.EndpointPort {
	var ports []discovery.EndpointPort
	for _, name := range []string{"http", "dns", "admin", ""}[:g.upTo(4)] {
		port := discovery.EndpointPort{
			Name:     pointer(name),
			Protocol: oneOf(g, nil, pointer(core.ProtocolTCP), pointer(core.ProtocolTCP), pointer(core.ProtocolUDP), pointer(core.ProtocolSCTP)),
			Port:     maybe(g, 90, int32(8080), 8080, 9090, 5353),
		}
		if g.chance(1) {
			port.Port = pointer(oneOf(g, int32(0), -1, 70_000))
		}
		ports = append(ports, port)
	}
	return ports
}
