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

func noAddress(d compare.Difference, _ *objects.World) bool {
	return onlyNative(d) && d.Entry.Family == values.IPs && d.Entry.Name == "<nil>"
}

func foreignIdentity(d compare.Difference, _ *objects.World) bool {
	if !onlyNative(d) || d.Entry.Family != values.Identities {
		return false
	}
	number, err := strconv.ParseUint(d.Entry.Name, 10, 32)
	id := identity.NumericIdentity(number)
	return err != nil || id < identity.GetMinimalAllocationIdentity(stack.SourceID) || id > identity.GetMaximumAllocationIdentity(stack.SourceID)
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
	return native != fleetmesh && claims[native] && claims[fleetmesh]
}

func claimsOn(address netip.Addr, world *objects.World) map[owner]bool {
	claims := map[owner]bool{}
	for _, endpoint := range world.All(objects.CiliumEndpoint) {
		status, _, _ := unstructured.NestedMap(endpoint.Object, "status")
		if claimed(status, address) {
			claims[owner{endpoint.GetNamespace(), endpoint.GetName()}] = true
		}
	}
	for _, slice := range world.All(objects.CiliumEndpointSlice) {
		namespace, _, _ := unstructured.NestedString(slice.Object, "namespace")
		endpoints, _, _ := unstructured.NestedSlice(slice.Object, "endpoints")
		for _, each := range endpoints {
			if endpoint, is := each.(map[string]any); is && claimed(endpoint, address) {
				name, _, _ := unstructured.NestedString(endpoint, "name")
				claims[owner{namespace, name}] = true
			}
		}
	}
	return claims
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
