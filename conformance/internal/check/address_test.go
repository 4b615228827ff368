package check

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"fleetmesh.io/conformance/internal/kube"
	"fleetmesh.io/conformance/internal/realetcd"
)

const probeAddress = "cilium/cache/ip/v1/west/" + sliceAddress

func TestPassesAddressesThatComeFromSlices(t *testing.T) {
	t.Parallel()
	requirePass(t, addressesOf(t, func(store *realetcd.Store, value string) {
		if value == "" {
			store.Delete(probeAddress)
		} else {
			store.Put(probeAddress, value)
		}
	}))
}

func TestFailsWhenAddressesOfSlicesDoNotFollow(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct {
		writes func(*realetcd.Store, string)
		reason string
	}{
		"never arrives": {func(*realetcd.Store, string) {}, "agent of east: not told that 192.0.2.30 is updated"},
		"of another pod": {func(store *realetcd.Store, value string) {
			store.Put(probeAddress, strings.ReplaceAll(value, "-slice", "-other"))
		}, "agent of east: address 192.0.2.30: identity 262444 of pod probes/probes-other"},
		"does not go": {func(store *realetcd.Store, value string) {
			if value != "" {
				store.Put(probeAddress, value)
			}
		}, "agent of east: not told that 192.0.2.30 is deleted"},
		"takes another along": {func(store *realetcd.Store, _ string) { store.Delete(westAddress) },
			"agent of east: spurious delete of ip 10.4.1.10"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check := addressesOf(t, fault.writes)
			require.Contains(t, strings.Join(check.Run(t.Context()).Problems, "\n"), fault.reason)
		})
	}
}

// addressesOf has a mesh that is told of the address of the slice that the west gets, and of its end, until the test ends.
func addressesOf(t *testing.T, writes func(*realetcd.Store, string)) Check {
	fleet, store := newFleetWithCart(t)
	api, call := clientOf(t), ciliumKinds("west", 4)
	fleet.Clusters[1] = kube.Of(fleet.Run.Members[1], api, call)
	requirePass(t, fleet.Learned())
	fleet.Limit = 4 * time.Second
	value := strings.NewReplacer("10.4.1.10", sliceAddress, `"shop"`, `"probes"`, "cart-0", "probes-slice").Replace(store.Get(westAddress))
	there := false
	every(t, func(ctx context.Context) {
		content, err := call(ctx, http.MethodGet, "/apis/cilium.io/v2alpha1/ciliumendpointslices", nil)
		if now := strings.Contains(string(content), sliceAddress); err == nil && now != there {
			there = now
			if there {
				writes(store, value)
			} else {
				writes(store, "")
			}
		}
	})
	return fleet.Addresses("probes")
}
