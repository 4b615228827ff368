package intended

import (
	"encoding/json"
	"net/netip"
	"strconv"
	"strings"

	"github.com/cilium/cilium/pkg/identity"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetmesh.io/conformance/internal/compare"
	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/stack"
	"fleetmesh.io/conformance/internal/values"
)

const podNamespace = "io.kubernetes.pod.namespace"

func noAddress(d compare.Difference, _ *objects.World) bool {
	return onlyNative(d) && d.Entry.Family == values.IPs && d.Entry.Name == "<nil>"
}

func foreignIdentity(d compare.Difference, _ *objects.World) bool {
	if !onlyNative(d) || d.Entry.Family != values.Identities {
		return false
	}
	number, err := strconv.ParseUint(d.Entry.Name, 10, 32)
	return err != nil || outOfRange(identity.NumericIdentity(number))
}

func outOfRange(id identity.NumericIdentity) bool {
	return id < identity.GetMinimalAllocationIdentity(stack.SourceID) || id > identity.GetMaximumAllocationIdentity(stack.SourceID)
}

func identityInUse(d compare.Difference, world *objects.World) bool {
	if d.NativeValue != nil || d.Entry.Family != values.Identities ||
		world.Now(objects.Key{Kind: objects.CiliumIdentity, Name: d.Entry.Name}) != nil {
		return false
	}
	inUse := false
	everyEndpoint(world, func(_ owner, id identity.NumericIdentity, _ map[string]any) {
		inUse = inUse || id.StringID() == d.Entry.Name
	})
	return inUse
}

func lostLabels(d compare.Difference, world *objects.World) bool {
	if !d.IsWhole() || d.Entry.Family != values.Identities {
		return false
	}
	object := world.Now(objects.Key{Kind: objects.CiliumIdentity, Name: d.Entry.Name})
	return object != nil && len(securityLabels(object)) == 0
}

// hiddenIdentity is also true where the one who has the address here waits for its identity, and natively another has it.
func hiddenIdentity(d compare.Difference, world *objects.World) bool {
	if d.NativeValue == nil || d.Entry.Family != values.IPs {
		return false
	}
	var native struct{ ID identity.NumericIdentity }
	if json.Unmarshal(d.NativeValue, &native) != nil {
		return false
	}
	if hidden(native.ID, world) {
		return true
	}
	address, err := netip.ParseAddr(d.Entry.Name)
	if err != nil || !onlyNative(d) {
		return false
	}
	for _, claimant := range claimsOn(address, world) {
		if hidden(claimant, world) {
			return true
		}
	}
	return false
}

// hidden is an identity without labels that agents could know.
func hidden(id identity.NumericIdentity, world *objects.World) bool {
	if id < identity.MinimalNumericIdentity {
		return false
	}
	object := world.Now(objects.Key{Kind: objects.CiliumIdentity, Name: id.StringID()})
	if object == nil || outOfRange(id) {
		return true
	}
	return len(securityLabels(object)) == 0 || !isGlobal(world, object.GetLabels()[podNamespace])
}

func securityLabels(object *unstructured.Unstructured) map[string]string {
	labels, _, _ := unstructured.NestedStringMap(object.Object, "security-labels")
	return labels
}

// owner is who an address belongs to by the value of its key.
type owner struct {
	Namespace string `json:"K8sNamespace"`
	Pod       string `json:"K8sPodName"`
}

func contestedAddress(d compare.Difference, world *objects.World) bool {
	if d.IsWhole() || d.Entry.Family != values.IPs {
		return false
	}
	address, err := netip.ParseAddr(d.Entry.Name)
	if err != nil {
		return false
	}
	var native, fleetmesh owner
	if json.Unmarshal(d.NativeValue, &native) != nil || json.Unmarshal(d.FleetmeshValue, &fleetmesh) != nil {
		return false
	}
	claims := claimsOn(address, world)
	_, first := claims[native]
	_, second := claims[fleetmesh]
	return native != fleetmesh && first && second
}

// claimsOn are the endpoints that say that an address is theirs, with their identities.
func claimsOn(address netip.Addr, world *objects.World) map[owner]identity.NumericIdentity {
	claims := map[owner]identity.NumericIdentity{}
	everyEndpoint(world, func(of owner, id identity.NumericIdentity, endpoint map[string]any) {
		if claimed(endpoint, address) {
			claims[of] = id
		}
	})
	return claims
}

// everyEndpoint goes through those of both kinds; what is claimed reads their networking.
func everyEndpoint(world *objects.World, visit func(of owner, id identity.NumericIdentity, endpoint map[string]any)) {
	for _, endpoint := range world.All(objects.CiliumEndpoint) {
		status, _, _ := unstructured.NestedMap(endpoint.Object, "status")
		visit(owner{endpoint.GetNamespace(), endpoint.GetName()}, number(status, "identity", "id"), status)
	}
	for _, slice := range world.All(objects.CiliumEndpointSlice) {
		namespace, _, _ := unstructured.NestedString(slice.Object, "namespace")
		endpoints, _, _ := unstructured.NestedSlice(slice.Object, "endpoints")
		for _, each := range endpoints {
			if endpoint, is := each.(map[string]any); is {
				name, _, _ := unstructured.NestedString(endpoint, "name")
				visit(owner{namespace, name}, number(endpoint, "id"), endpoint)
			}
		}
	}
}

func number(object map[string]any, path ...string) identity.NumericIdentity {
	found, _, _ := unstructured.NestedInt64(object, path...)
	return identity.NumericIdentity(found)
}

func claimed(endpoint map[string]any, address netip.Addr) bool {
	pairs, _, _ := unstructured.NestedSlice(endpoint, "networking", "addressing")
	for _, each := range pairs {
		pair, _ := each.(map[string]any)
		for _, family := range []string{"ipv4", "ipv6"} {
			text, _ := pair[family].(string)
			if claim, err := netip.ParseAddr(strings.ToLower(text)); err == nil && claim.Unmap() == address.Unmap() {
				return true
			}
		}
	}
	return false
}
