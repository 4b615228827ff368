package intended

import (
	"net/netip"
	"reflect"
	"slices"

	"fleetmesh.io/conformance/internal/compare"
	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/values"
)

// oddClusterIP explains what only one side has: the native one the text of an address of the Service that is not that of
// RFC 5952, the other one the address of such a text. Where the text is an address, both have the same ports for it.
func oddClusterIP(d compare.Difference, world *objects.World) bool {
	if d.IsWhole() || d.Entry.Family != values.Services || d.Place.Field != "frontends" || d.Native != nil && d.Fleetmesh != nil {
		return false
	}
	service := serviceOf(d, world)
	if service == nil {
		return false
	}
	if d.Native != nil {
		return slices.Contains(service.Spec.ClusterIPs, d.Place.Entry) && isOdd(d, d.Place.Entry)
	}
	return slices.ContainsFunc(service.Spec.ClusterIPs, func(text string) bool {
		address, err := netip.ParseAddr(text)
		return err == nil && address.String() == d.Place.Entry && text != d.Place.Entry && sameFrontend(d, text, d.Place.Entry)
	})
}

func isOdd(d compare.Difference, text string) bool {
	address, err := netip.ParseAddr(text)
	return err != nil || address.String() != text && sameFrontend(d, text, address.String())
}

func sameFrontend(d compare.Difference, native, fleetmesh string) bool {
	one, other := heldAt(d.NativeValue, "frontends", native), heldAt(d.FleetmeshValue, "frontends", fleetmesh)
	return one != nil && reflect.DeepEqual(one, other)
}
