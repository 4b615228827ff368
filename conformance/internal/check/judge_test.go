package check

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/realetcd"
	"fleetmesh.io/conformance/internal/runfile"
)

func TestPassesARealEtcdFilledAsCiliumWould(t *testing.T) {
	t.Parallel()
	fleet, _ := newFleetWithCart(t)

	requirePass(t, fleet.Ready())
	requirePass(t, fleet.Learned())
	requirePass(t, fleet.Values())
	requirePass(t, fleet.Status())
	requirePass(t, fleet.Strangers())

	seen := fleet.Agents[1].Since(0)
	for _, event := range []agent.Event{
		{Kind: agent.Updated, Family: agent.ServiceFamily, Key: cartKey},
		{Kind: agent.Updated, Family: agent.NodeFamily, Key: "east/n1"},
		{Kind: agent.Updated, Family: agent.IPFamily, Key: "10.3.1.10"},
	} {
		require.Contains(t, seen, event)
	}
	require.Empty(t, eventually(t.Context(), fleet.Limit, identitySeen(fleet.Agents[1], "196908")))
}

func TestFailsWhenAServiceIsMissing(t *testing.T) {
	t.Parallel()
	fleet, _ := newFleet(t, true)
	startAgents(t, fleet)
	requirePass(t, fleet.Ready())
	requireFail(t, fleet, fleet.Learned(), "agent of west: east/shop/cart: not learned")
}

func TestFailsWhenANodeAnIdentityOrAnAddressDiffers(t *testing.T) {
	t.Parallel()
	fleet, store := newFleetWithCart(t)
	requirePass(t, fleet.Ready())
	requirePass(t, fleet.Learned())
	for key, reason := range map[string]string{
		"cilium/cache/nodes/v1/east/n1":             "node east/n1: not learned",
		"cilium/cache/identities/v1/east/id/196908": "identity 196908: not learned",
		"cilium/cache/ip/v1/east/10.3.1.10":         "address 10.3.1.10: not learned",
	} {
		value := store.Get(key)
		since := fleet.Agents[1].Mark()
		store.Delete(key)
		require.Eventually(t, func() bool { return len(fleet.Agents[1].Since(since)) > 0 }, patience, pause, key)
		requireFail(t, fleet, fleet.Learned(), "agent of west: "+reason)
		store.Put(key, value)
	}
	address := store.Get("cilium/cache/ip/v1/east/10.3.1.10")
	since := fleet.Agents[1].Mark()
	store.Put("cilium/cache/ip/v1/east/10.3.1.10", strings.Replace(address, "196908", "196909", 1))
	store.Put("cilium/cache/ip/v1/east/10.3.1.11", strings.Replace(address, "10.3.1.10", "10.3.1.11", 1))
	require.Eventually(t, func() bool { return len(fleet.Agents[1].Since(since)) > 1 }, patience, pause)
	requireFail(t, fleet, fleet.Learned(), "address 10.3.1.11: learned, but no member has it")
	requireFail(t, fleet, fleet.Learned(), "address 10.3.1.10: identity 196909")
}

func TestFailsWhenNothingIsGlobal(t *testing.T) {
	t.Parallel()
	store := realetcd.Start(t, true)
	fleet := &Fleet{Run: &runfile.Run{Root: t.TempDir()}}
	add(t, fleet, store, "east", 3)
	add(t, fleet, store, "west", 4)
	startAgents(t, fleet)
	fleet.Limit = patience
	requirePass(t, fleet.Ready())
	requireFail(t, fleet, fleet.Learned(), "nothing is proved")
}

func TestFailsWhenAServiceIsTooMany(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	store.Put(realetcd.ServiceKey(cartKey), cartValue)
	store.Put(realetcd.ServiceKey("east/shop/other"), strings.ReplaceAll(cartValue, `"name":"cart"`, `"name":"other"`))
	startAgents(t, fleet)
	requirePass(t, fleet.Ready())
	requireFail(t, fleet, fleet.Learned(), "agent of west: east/shop/other: learned, but it is not global")
}

func TestFailsWhenAnEntryDiffers(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	startAgents(t, fleet)
	requirePass(t, fleet.Ready())
	for reason, value := range map[string]string{
		"frontends 10.96.0.10": strings.Replace(cartValue, `"Port":80`, `"Port":81`, 1),
		"backends":             strings.Replace(cartValue, `"backends":{}`, `"backends":{"10.3.1.10":{}}`, 1),
		"labels":               strings.Replace(cartValue, `"labels":{"app":"cart"}`, `"labels":{}`, 1),
		"selector":             strings.Replace(cartValue, `"selector":{"app":"cart"}`, `"selector":null`, 1),
		"includeExternal":      strings.Replace(cartValue, `"includeExternal":true`, `"includeExternal":false`, 1),
		"hostnames":            strings.Replace(cartValue, `"labels"`, `"hostnames":{"10.3.1.10":"cart-0"},"labels"`, 1),
		"zones":                strings.Replace(cartValue, `"labels"`, `"zones":{"10.3.1.10":{"zone":"z","forZones":[]}},"labels"`, 1),
		"not learned":          strings.Replace(cartValue, `"clusterID":3`, `"clusterID":4`, 1), // Cilium's code refuses it
	} {
		store.Delete(realetcd.ServiceKey(cartKey))
		store.Put(realetcd.ServiceKey(cartKey), value)
		requireFail(t, fleet, fleet.Learned(), "east/shop/cart: "+reason)
	}
}

func TestFailsWhenAValueIsNotWhatCiliumWouldWrite(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	store.Put(realetcd.ServiceKey(cartKey), strings.Replace(cartValue, `"shared":true,`, "", 1))
	requireFail(t, fleet, fleet.Values(), "store of west: cilium/cache/services/v1/east/shop/cart: shared")
}

func TestFailsWithoutACanary(t *testing.T) {
	t.Parallel()
	for _, family := range realetcd.Families {
		fleet, store := newFleet(t, true)
		store.Delete(realetcd.Canary("east", family))
		startAgents(t, fleet)
		requireFail(t, fleet, fleet.Ready(), "agent of west: east is not ready")
		requireFail(t, fleet, fleet.Status(), "not all families synced")
	}
}

func TestFailsWithoutClusterConfig(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	store.Delete("cilium/cluster-config/east")
	startAgents(t, fleet)
	requireFail(t, fleet, fleet.Ready(), "agent of west: east is not ready")
}

func TestFailsWhenAClusterIDIsBeyondTheMesh(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	add(t, fleet, store, "far", 256)
	fleet.Readers = []string{"east"}
	startAgents(t, fleet)
	requireFail(t, fleet, fleet.Ready(), "agent of east: far is not ready")
	requireFail(t, fleet, fleet.Values(), "cilium/cluster-config/far: ClusterID > 255 is not supported")
}

func TestFailsWhenStrangersAreLetIn(t *testing.T) {
	t.Parallel()
	fleet, _ := newFleet(t, false)
	requireFail(t, fleet, fleet.Strangers(), "no certificate: may read the store")
}

func TestStillHeartbeatIsAProblem(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	require.Len(t, fleet.still(t.Context(), time.Second), len(fleet.Run.Members))
	begun := fleet.Heartbeat(t.Context())

	beating, stop := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	writer.Go(func() {
		for beating.Err() == nil {
			store.Beat("2026-01-01T00:01:00Z")
		}
	})
	require.Empty(t, fleet.still(t.Context(), fleet.Limit))
	requirePass(t, begun)
	stop()
	writer.Wait()
}
