package intended

import (
	"bytes"
	"encoding/json"
	"math"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	discovery "k8s.io/api/discovery/v1"

	"fleetmesh.io/conformance/internal/compare"
	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/values"
)

// dispute is a difference about one address of a Service, and the slices that may have a say in it.
type dispute struct {
	compare.Difference
	address netip.Addr
	now     []discovery.EndpointSlice // in the order of their names
	left    []discovery.EndpointSlice
}

// same says when an endpoint's address is the one in dispute: by Cilium's reading, or by a Fleetmesh's, to which an IPv4
// address that is written as an IPv6 one is the IPv4 address.
type same func(endpoint, disputed netip.Addr) bool

func asCilium(endpoint, disputed netip.Addr) bool { return endpoint == disputed }

func asFleetmesh(endpoint, disputed netip.Addr) bool { return endpoint.Unmap() == disputed.Unmap() }

// addressFields are those of a Service that have an entry for each backend's address.
var addressFields = []string{"backends", "hostnames", "zones"}

// disputeOf is false of any other difference.
func disputeOf(d compare.Difference, world *objects.World) (dispute, bool) {
	if d.IsWhole() || d.Entry.Family != values.Services || !slices.Contains(addressFields, d.Place.Field) {
		return dispute{}, false
	}
	address, err := netip.ParseAddr(d.Place.Entry)
	if err != nil {
		return dispute{}, false
	}
	namespace, name, _ := strings.Cut(d.Entry.Name, "/")
	return dispute{d, address, world.SlicesOf(namespace, name), world.Left(namespace, name)}, true
}

func conflictingSlices(d compare.Difference, world *objects.World) bool {
	dispute, is := disputeOf(d, world)
	return is && dispute.serving(dispute.now) > 1 && dispute.settledBy(nil)
}

func twiceInSlice(d compare.Difference, world *objects.World) bool {
	dispute, is := disputeOf(d, world)
	return is && slices.ContainsFunc(dispute.now, dispute.isTwiceIn) && dispute.settledBy(nil)
}

func leftService(d compare.Difference, world *objects.World) bool {
	dispute, is := disputeOf(d, world)
	return is && dispute.serving(dispute.left) > 0 && dispute.settledBy(dispute.left)
}

func mappedAddress(d compare.Difference, world *objects.World) bool {
	dispute, is := disputeOf(d, world)
	return is && slices.ContainsFunc(dispute.now, dispute.isMappedIn) && dispute.settledBy(nil)
}

func noPort(d compare.Difference, world *objects.World) bool {
	dispute, is := disputeOf(d, world)
	return is && d.Place.Field == "backends" && slices.ContainsFunc(dispute.now, dispute.hasNoPortIn) && dispute.settledBy(nil)
}

// settledBy is true if both sides hold what they must. Slices that have left may explain what Cilium holds.
func (d dispute) settledBy(left []discovery.EndpointSlice) bool {
	return d.nativeBy(left) && d.fleetmesh()
}

// serving counts the slices in which the address takes traffic.
func (d dispute) serving(all []discovery.EndpointSlice) int {
	count := 0
	for _, slice := range all {
		if len(d.serversIn(slice)) > 0 {
			count++
		}
	}
	return count
}

func (d dispute) isTwiceIn(slice discovery.EndpointSlice) bool {
	return len(d.entriesIn(slice, asFleetmesh)) > 1
}

func (d dispute) isMappedIn(slice discovery.EndpointSlice) bool {
	mapped := func(endpoint, disputed netip.Addr) bool { return endpoint.Is4In6() && asFleetmesh(endpoint, disputed) }
	return len(d.entriesIn(slice, mapped)) > 0
}

func (d dispute) hasNoPortIn(slice discovery.EndpointSlice) bool {
	return len(d.serversIn(slice)) > 0 && slices.ContainsFunc(slice.Ports, func(port discovery.EndpointPort) bool {
		return port.Port != nil && !isPort(*port.Port)
	})
}

// nativeBy is true if what Cilium holds is what one of the slices gives by its reading: the last entry of a slice counts,
// and so does the slice that is read last, which may be any. Slices that have left may be among them.
func (d dispute) nativeBy(left []discovery.EndpointSlice) bool {
	if d.Native == nil {
		return !slices.ContainsFunc(d.now, func(slice discovery.EndpointSlice) bool { return d.lastIn(slice) != nil })
	}
	return slices.ContainsFunc(slices.Concat(d.now, left), func(slice discovery.EndpointSlice) bool {
		given := d.lastIn(slice)
		return given != nil && reflect.DeepEqual(given, d.Native)
	})
}

// lastIn is what Cilium reads of the address in a slice; nil if nothing.
func (d dispute) lastIn(slice discovery.EndpointSlice) any {
	entries := d.entriesIn(slice, asCilium)
	if len(entries) == 0 || !serves(entries[len(entries)-1]) {
		return nil
	}
	return d.field(entries[len(entries)-1], portsOf(slice, anyNumber))
}

// fleetmesh is true if what a Fleetmesh holds is what it must: ports of all slices, the first slice by name decides where
// they disagree, and of entries of one slice the one with the least host name that serves.
func (d dispute) fleetmesh() bool {
	held := d.Fleetmesh
	if d.address.Is4In6() {
		if held != nil {
			return false
		}
		held = heldAt(d.FleetmeshValue, d.Place.Field, d.address.Unmap().String())
	}
	if d.Place.Field == "backends" {
		return reflect.DeepEqual(held, d.portsOfAll())
	}
	for _, slice := range d.now {
		given := map[bool][]any{}
		for _, entry := range d.ownersIn(slice) {
			value := d.field(entry, nil)
			given[value != nil] = append(given[value != nil], value)
		}
		if slices.ContainsFunc(given[true], func(value any) bool { return reflect.DeepEqual(value, held) }) {
			return true
		}
		if len(given[true]) > 0 && len(given[false]) == 0 {
			return false
		}
	}
	return held == nil
}

// heldAt is what a value has at an entry of a field; nil if nothing.
func heldAt(value []byte, field, entry string) any {
	whole, _ := tree(json.RawMessage(value)).(map[string]any)
	entries, _ := whole[field].(map[string]any)
	return entries[entry]
}

func (d dispute) portsOfAll() any {
	var all map[string]any
	for _, slice := range d.now {
		if len(d.serversIn(slice)) == 0 {
			continue
		}
		if all == nil {
			all = map[string]any{}
		}
		for name, port := range portsOf(slice, isPort) {
			if _, known := all[name]; !known {
				all[name] = port
			}
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// ownersIn are the entries of which one counts: which, is not for us to say.
func (d dispute) ownersIn(slice discovery.EndpointSlice) []discovery.Endpoint {
	servers := d.serversIn(slice)
	if len(servers) == 0 {
		return nil
	}
	least := hostname(slices.MinFunc(servers, func(a, b discovery.Endpoint) int { return strings.Compare(hostname(a), hostname(b)) }))
	return slices.DeleteFunc(servers, func(entry discovery.Endpoint) bool { return hostname(entry) != least })
}

func (d dispute) serversIn(slice discovery.EndpointSlice) []discovery.Endpoint {
	return slices.DeleteFunc(d.entriesIn(slice, asFleetmesh), func(entry discovery.Endpoint) bool { return !serves(entry) })
}

// entriesIn are those that list the address, in their order.
func (d dispute) entriesIn(slice discovery.EndpointSlice, is same) []discovery.Endpoint {
	var entries []discovery.Endpoint
	for _, endpoint := range slice.Endpoints {
		for _, text := range endpoint.Addresses {
			if address, err := netip.ParseAddr(text); err == nil && is(address, d.address) {
				entries = append(entries, endpoint)
			}
		}
	}
	return entries
}

// field is what an entry gives for the field that the dispute is about.
func (d dispute) field(entry discovery.Endpoint, ports map[string]any) any {
	switch d.Place.Field {
	case "backends":
		return ports
	case "hostnames":
		if hostname(entry) == "" {
			return nil
		}
		return hostname(entry)
	default:
		return zoneOf(entry)
	}
}

func isPort(number int32) bool { return number > 0 && number <= math.MaxUint16 }

// anyNumber is a port to Cilium, which cuts off what is too much.
func anyNumber(int32) bool { return true }

func portsOf(slice discovery.EndpointSlice, wanted func(int32) bool) map[string]any {
	ports := map[string]any{}
	for _, port := range slice.Ports {
		if port.Port == nil || !wanted(*port.Port) {
			continue
		}
		name, protocol := "", "TCP"
		if port.Name != nil {
			name = *port.Name
		}
		if port.Protocol != nil {
			protocol = string(*port.Protocol)
		}
		ports[name] = tree(map[string]any{"Protocol": protocol, "Port": uint16(*port.Port)})
	}
	return ports
}

func zoneOf(entry discovery.Endpoint) any {
	if entry.Zone == nil || *entry.Zone == "" {
		return nil
	}
	names := []any{}
	if entry.Hints != nil {
		for _, zone := range entry.Hints.ForZones {
			names = append(names, map[string]any{"name": zone.Name})
		}
	}
	return tree(map[string]any{"zone": *entry.Zone, "forZones": names})
}

func hostname(entry discovery.Endpoint) string {
	if entry.Hostname == nil {
		return ""
	}
	return *entry.Hostname
}

// serves is false only of what is said to be neither ready nor serving.
func serves(entry discovery.Endpoint) bool {
	conditions := entry.Conditions
	return conditions.Ready == nil || *conditions.Ready || conditions.Serving == nil || *conditions.Serving
}

// tree is a value as it is read from JSON.
func tree(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // made of maps and texts
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var read any
	if err := decoder.Decode(&read); err != nil {
		panic(err)
	}
	return read
}
