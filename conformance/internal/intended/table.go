// Package intended lists where a Fleetmesh differs from Cilium 1.19.7 on purpose. What no row explains is a fault.
package intended

import (
	"strings"

	core "k8s.io/api/core/v1"

	"fleetmesh.io/conformance/internal/compare"
	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/values"
)

const globalNamespace = "clustermesh.cilium.io/global"

// Row is one such case. Explains is true only of a difference that this case alone accounts for, with what each side holds.
type Row struct {
	Case     string
	Reason   string
	Explains func(compare.Difference, *objects.World) bool
}

// Table has a row for each case.
var Table = []Row{
	{
		Case:     "Service or ServiceExport in a namespace that is not global",
		Reason:   "1.19.7 exports it while it withholds its identities and addresses: backends that nobody may reach; 1.20 withholds it",
		Explains: namespaceNotGlobal,
	},
	{
		Case:     "ExternalName Service that is global",
		Reason:   "1.19.7 writes a frontend without an address, which every reader refuses",
		Explains: externalName,
	},
	{
		Case:     "an address in several slices of a Service",
		Reason:   "1.19.7 keeps the ports of the slice it happens to read last; here it has those of all, always the same ones",
		Explains: conflictingSlices,
	},
	{
		Case:     "an address twice in a slice",
		Reason:   "1.19.7 keeps the last entry, though it may be the one that does not serve; here the order does not matter",
		Explains: twiceInSlice,
	},
	{
		Case:     "a slice that has left a Service for another",
		Reason:   "1.19.7 looks at the Service that it went to, and keeps its addresses for the one it left",
		Explains: leftService,
	},
	{
		Case:     "an IPv4 address of an endpoint, written as an IPv6 one",
		Reason:   "1.19.7 keeps it so, and agents take it for a backend of IPv6; here it is the IPv4 address",
		Explains: mappedAddress,
	},
	{
		Case:     "a cluster IP written as nobody else would",
		Reason:   "1.19.7 copies the text, so that with leading zeros readers refuse all of the Service; here it is RFC 5952, or left out",
		Explains: oddClusterIP,
	},
	{
		Case:     "a port number of a slice that is none",
		Reason:   "1.19.7 cuts it to 16 bits, another port; here the port is left out and reported",
		Explains: noPort,
	},
	{
		Case:     "an endpoint's address that is none",
		Reason:   "1.19.7 writes a key that ends in <nil>, which every reader refuses",
		Explains: noAddress,
	},
	{
		Case:     "identity outside of the cluster's range",
		Reason:   "1.19.7 writes it, and every reader refuses it",
		Explains: foreignIdentity,
	},
	{
		Case:     "an address whose identity is not there",
		Reason:   "1.19.7 gives an address a number for which agents have no labels, so that policies drop it; here it waits for its identity, as it was",
		Explains: hiddenIdentity,
	},
	{
		Case:     "identity that is gone while an endpoint has it",
		Reason:   "1.19.7 takes it away and leaves the address, which policies then drop; here it stays as long as an address is held with it",
		Explains: identityInUse,
	},
	{
		Case:     "identity that has lost its labels",
		Reason:   "1.19.7 leaves it as it was until the namespace of the object's own label is closed; here until that of the labels it had is",
		Explains: lostLabels,
	},
	{
		Case:     "an address that several endpoints claim",
		Reason:   "1.19.7 gives it to the one it heard of first, which changes from start to start; here to one that does not depend on the order",
		Explains: contestedAddress,
	},
}

// Explain is the row that accounts for a difference; false if none does.
func Explain(difference compare.Difference, world *objects.World) (Row, bool) {
	for _, row := range Table {
		if row.Explains(difference, world) {
			return row, true
		}
	}
	return Row{}, false
}

func namespaceNotGlobal(d compare.Difference, world *objects.World) bool {
	if !onlyNative(d) || d.Entry.Family != values.Services && d.Entry.Family != values.ServiceExports {
		return false
	}
	name, _, _ := strings.Cut(d.Entry.Name, "/")
	return world.Namespace(name) != nil && !isGlobal(world, name)
}

func isGlobal(world *objects.World, name string) bool {
	namespace := world.Namespace(name)
	if namespace == nil {
		return false
	}
	value, said := namespace.Annotations[globalNamespace]
	return !said || strings.EqualFold(value, "true")
}

func externalName(d compare.Difference, world *objects.World) bool {
	if !onlyNative(d) || d.Entry.Family != values.Services {
		return false
	}
	service := serviceOf(d, world)
	return service != nil && service.Spec.Type == core.ServiceTypeExternalName
}

func onlyNative(d compare.Difference) bool { return d.NativeValue != nil && d.FleetmeshValue == nil }

func serviceOf(d compare.Difference, world *objects.World) *core.Service {
	namespace, name, _ := strings.Cut(d.Entry.Name, "/")
	return world.Service(namespace, name)
}
