package expected

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/cilium/cilium/pkg/clustermesh/store"
)

// Port is a port as the mesh knows it.
type Port struct {
	Protocol string
	Number   uint16
}

func (p Port) String() string { return fmt.Sprintf("%d/%s", p.Number, p.Protocol) }

// Zone is where a backend is, and the zones it is meant for.
type Zone struct {
	Name string
	For  []string
}

// Service is what consumers must know of one global Service.
//
// Backends lists, per address and port name, every port an EndpointSlice gives under that name: slices may disagree, and
// which of them then counts is not part of the contract. Of Hostnames and Zones the same holds; an entry without one is
// among them as "" and as a Zone without name.
type Service struct {
	Cluster   string
	ClusterID uint32
	Namespace string
	Name      string
	Frontends map[string]map[string]Port
	Backends  map[string]map[string][]Port
	Hostnames map[string][]string
	Zones     map[string][]Zone
	Labels    map[string]string
	Selector  map[string]string
}

// Key is how a service is named in messages and compared: cluster/namespace/name.
func (s *Service) Key() string { return s.Cluster + "/" + s.Namespace + "/" + s.Name }

// Differences says, one line each, in what an entry an agent learned differs from this; none if it conforms.
func (s *Service) Differences(learned *store.ClusterService) []string {
	d := differences{key: s.Key()}
	d.check("cluster", s.Cluster, learned.Cluster)
	d.check("clusterID", s.ClusterID, learned.ClusterID)
	d.check("namespace", s.Namespace, learned.Namespace)
	d.check("name", s.Name, learned.Name)
	d.check("shared", true, learned.Shared)
	d.check("includeExternal", true, learned.IncludeExternal)
	d.maps("labels", s.Labels, learned.Labels)
	d.maps("selector", s.Selector, learned.Selector)
	d.frontends(s.Frontends, learned.Frontends)
	d.backends(s.Backends, learned.Backends)
	d.hostnames(s.Hostnames, learned.Hostnames)
	d.zones(s.Zones, learned.Zones)
	return d.lines
}

type differences struct {
	key   string
	lines []string
}

func (d *differences) add(field string, want, got any) {
	d.lines = append(d.lines, fmt.Sprintf("%s: %s: expected %v, learned %v", d.key, field, want, got))
}

func (d *differences) check(field string, want, got any) {
	if want != got {
		d.add(field, want, got)
	}
}

func (d *differences) maps(field string, want, got map[string]string) {
	if !maps.Equal(want, got) {
		d.add(field, want, got)
	}
}

func (d *differences) frontends(want map[string]map[string]Port, got map[string]store.PortConfiguration) {
	if d.addresses("frontends", sortedKeys(want), sortedKeys(got)) {
		for address, ports := range want {
			if learned := portsOf(got[address]); !maps.Equal(ports, learned) {
				d.add("frontends "+address, ports, learned)
			}
		}
	}
}

func (d *differences) backends(want map[string]map[string][]Port, got map[string]store.PortConfiguration) {
	if !d.addresses("backends", sortedKeys(want), sortedKeys(got)) {
		return
	}
	for address, ports := range want {
		learned := portsOf(got[address])
		if !maps.EqualFunc(ports, learned, slices.Contains[[]Port]) {
			d.add("backends "+address, ports, learned)
		}
	}
}

func (d *differences) hostnames(want map[string][]string, got map[string]string) {
	equal := func(names []string, learned string) bool { return slices.Contains(names, learned) }
	if !optional(want, got, equal) {
		d.add("hostnames", want, got)
	}
}

func (d *differences) zones(want map[string][]Zone, got map[string]store.BackendZone) {
	equal := func(zones []Zone, learned store.BackendZone) bool {
		return slices.ContainsFunc(zones, func(zone Zone) bool { return zone.is(learned) })
	}
	if !optional(want, got, equal) {
		d.add("zones", want, got)
	}
}

// optional compares what an address need not have: not to be there is to be empty there, and never to be there as such.
func optional[W, G any](want map[string]W, got map[string]G, equal func(W, G) bool) bool {
	var empty G
	for address, wanted := range want {
		learned, there := got[address]
		if !equal(wanted, learned) || there && reflect.DeepEqual(learned, empty) {
			return false
		}
	}
	for address := range got {
		if _, known := want[address]; !known {
			return false
		}
	}
	return true
}

func (d *differences) addresses(field string, want, got []string) bool {
	if slices.Equal(want, got) {
		return true
	}
	d.add(field, want, got)
	return false
}

func (z Zone) is(learned store.BackendZone) bool {
	return z.Name == learned.Zone && slices.EqualFunc(z.For, learned.ForZones,
		func(name string, zone store.ForZone) bool { return name == zone.Name })
}

func portsOf(learned store.PortConfiguration) map[string]Port {
	ports := make(map[string]Port, len(learned))
	for name, port := range learned {
		if port != nil {
			ports[name] = Port{Protocol: string(port.Protocol), Number: port.Port}
		}
	}
	return ports
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
