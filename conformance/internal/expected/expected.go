// Package expected computes, from the Kubernetes objects of a member alone, which global services every other member must
// learn of it. It is a reading of Cilium's conventions of its own and shares nothing with the code it judges.
package expected

import (
	"math"
	"net/netip"
	"strings"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
)

const (
	globalNamespace = "clustermesh.cilium.io/global"
	proxyName       = "service.kubernetes.io/service-proxy-name"
	mirroredBy      = "endpointslice-mesh-controller.cilium.io"
)

// An annotation's name in use, and the old one that counts where the first is absent.
var (
	global = [2]string{"service.cilium.io/global", "io.cilium/global-service"}
	shared = [2]string{"service.cilium.io/shared", "io.cilium/shared-service"}
)

// Member is the cluster whose objects are looked at.
type Member struct {
	Name string
	ID   uint32
}

// Objects are all of a member's objects that matter here, of all namespaces.
type Objects struct {
	Namespaces []core.Namespace
	Services   []core.Service
	Slices     []discovery.EndpointSlice
}

// Of gives the services that must be known of a member, by their key.
func Of(member Member, objects Objects) map[string]*Service {
	open := openNamespaces(objects.Namespaces)
	services := map[string]*Service{}
	for _, service := range objects.Services {
		if open[service.Namespace] && exported(&service) {
			known := of(member, &service, objects.Slices)
			services[known.Key()] = known
		}
	}
	return services
}

func openNamespaces(namespaces []core.Namespace) map[string]bool {
	open := map[string]bool{}
	for _, namespace := range namespaces {
		value, said := namespace.Annotations[globalNamespace]
		open[namespace.Name] = !said || strings.EqualFold(value, "true")
	}
	return open
}

func exported(service *core.Service) bool {
	_, foreign := service.Labels[proxyName]
	return !foreign &&
		service.Spec.Type != core.ServiceTypeExternalName &&
		annotated(service, global, false) &&
		annotated(service, shared, true)
}

func annotated(service *core.Service, names [2]string, otherwise bool) bool {
	for _, name := range names {
		if value, present := service.Annotations[name]; present {
			return strings.EqualFold(value, "true")
		}
	}
	return otherwise
}

func of(member Member, service *core.Service, all []discovery.EndpointSlice) *Service {
	known := &Service{
		Cluster: member.Name, ClusterID: member.ID, Namespace: service.Namespace, Name: service.Name,
		Frontends: frontends(service),
		Backends:  map[string]map[string][]Port{},
		Hostnames: map[string][]string{},
		Zones:     map[string][]Zone{},
		Labels:    service.Labels,
		Selector:  service.Spec.Selector,
	}
	for _, slice := range all {
		if belongs(&slice, service) {
			known.addSlice(&slice)
		}
	}
	return known
}

func frontends(service *core.Service) map[string]map[string]Port {
	_, headless := service.Labels[core.IsHeadlessService]
	addresses := service.Spec.ClusterIPs
	if len(addresses) == 0 {
		addresses = []string{service.Spec.ClusterIP}
	}
	known := map[string]map[string]Port{}
	for _, address := range addresses {
		ip, err := netip.ParseAddr(address)
		if headless || err != nil {
			continue
		}
		ports := map[string]Port{}
		for _, port := range service.Spec.Ports {
			ports[port.Name] = portOf(port.Protocol, port.Port)
		}
		known[ip.String()] = ports
	}
	return known
}

func belongs(slice *discovery.EndpointSlice, service *core.Service) bool {
	_, foreign := slice.Labels[proxyName]
	family := slice.AddressType == discovery.AddressTypeIPv4 || slice.AddressType == discovery.AddressTypeIPv6
	return family && !foreign &&
		slice.Namespace == service.Namespace &&
		slice.Labels[discovery.LabelServiceName] == service.Name &&
		slice.Labels[discovery.LabelManagedBy] != mirroredBy
}

func (s *Service) addSlice(slice *discovery.EndpointSlice) {
	for _, endpoint := range slice.Endpoints {
		if !serves(endpoint.Conditions) {
			continue
		}
		for _, address := range endpoint.Addresses {
			if ip, err := netip.ParseAddr(address); err == nil {
				// An IPv4 address that is written as an IPv6 one is no address of an IPv6 backend.
				s.addBackend(ip.Unmap().String(), endpoint, slice.Ports)
			}
		}
	}
}

// serves is false only of an endpoint that is said to be neither ready nor serving.
func serves(conditions discovery.EndpointConditions) bool {
	return conditions.Ready == nil || *conditions.Ready || conditions.Serving == nil || *conditions.Serving
}

func (s *Service) addBackend(ip string, endpoint discovery.Endpoint, ports []discovery.EndpointPort) {
	known := s.Backends[ip]
	if known == nil {
		known = map[string][]Port{}
		s.Backends[ip] = known
	}
	for _, port := range ports {
		if port.Port != nil && *port.Port > 0 && *port.Port <= math.MaxUint16 {
			name := valueOr(port.Name, "")
			known[name] = append(known[name], portOf(valueOr(port.Protocol, core.ProtocolTCP), *port.Port))
		}
	}
	s.Hostnames[ip] = append(s.Hostnames[ip], valueOr(endpoint.Hostname, ""))
	s.Zones[ip] = append(s.Zones[ip], zoneOf(endpoint))
}

// zoneOf is a Zone without name where there is none: hints mean nothing then.
func zoneOf(endpoint discovery.Endpoint) Zone {
	zone := valueOr(endpoint.Zone, "")
	if zone == "" {
		return Zone{}
	}
	return Zone{Name: zone, For: forZones(endpoint.Hints)}
}

func forZones(hints *discovery.EndpointHints) []string {
	if hints == nil {
		return nil
	}
	var names []string
	for _, zone := range hints.ForZones {
		names = append(names, zone.Name)
	}
	return names
}

func portOf(protocol core.Protocol, number int32) Port {
	if protocol == "" {
		protocol = core.ProtocolTCP
	}
	return Port{Protocol: string(protocol), Number: uint16(number)}
}

func valueOr[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}
