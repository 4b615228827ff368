package check

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/realetcd"
)

// maxConnectedClusters names the size of the mesh, which holds for all of a process, to one of its own.
const maxConnectedClusters = "CONFORMANCE_MAX_CONNECTED_CLUSTERS"

func TestMain(m *testing.M) {
	if most, err := strconv.ParseUint(os.Getenv(maxConnectedClusters), 10, 32); err == nil {
		if err := agent.SetMaxConnectedClusters(uint32(most)); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestExtendedMesh runs the tests of a mesh of up to 511 clusters.
func TestExtendedMesh(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOf511", "-test.v")
	command.Env = append(os.Environ(), maxConnectedClusters+"=511")
	said, err := command.CombinedOutput()
	require.NoError(t, err, "%s", said)
	require.Equal(t, 4, strings.Count(string(said), "--- PASS: TestOf511"), "%s", said)
}

func skipUnlessExtended(t *testing.T) {
	if os.Getenv(maxConnectedClusters) != "511" {
		t.Skip("TestExtendedMesh runs it")
	}
	t.Parallel()
}

// newExtendedFleet has east and west and the last cluster that a mesh may have; an agent of west.
func newExtendedFleet(t *testing.T) (*Fleet, *realetcd.Store) {
	fleet, store := newFleet(t, true)
	store.Put(realetcd.ServiceKey(cartKey), cartValue)
	add(t, fleet, store, "far", 511)
	fleet.Readers = []string{"west"}
	return fleet, store
}

func TestOf511ClustersPasses(t *testing.T) {
	skipUnlessExtended(t)
	fleet, _ := newExtendedFleet(t)
	startAgents(t, fleet)
	requirePass(t, fleet.Ready())
	requirePass(t, fleet.Learned())
	requirePass(t, fleet.Values())
	requirePass(t, fleet.Status())
	require.Len(t, fleet.Agents, 1)
	require.Equal(t, uint32(511<<15+300), realetcd.IdentityOf(511))
	require.Empty(t, eventually(t.Context(), fleet.Limit, identitySeen(fleet.Agents[0], strconv.Itoa(511<<15+300))))
	require.Empty(t, eventually(t.Context(), fleet.Limit, identitySeen(fleet.Agents[0], strconv.Itoa(3<<15+300))))
}

func TestOf511ClustersFailsWhenAPeerIsOf255(t *testing.T) {
	skipUnlessExtended(t)
	fleet, store := newExtendedFleet(t)
	config := "cilium/cluster-config/east"
	store.Put(config, strings.Replace(store.Get(config), `:511}`, `:255}`, 1))
	startAgents(t, fleet)
	requireFail(t, fleet, fleet.Ready(), "agent of west: east is not ready")
	requireFail(t, fleet, fleet.Values(), "at most 255 clusters, expected 511")
}

func TestOf511ClustersFailsWhenIdentitiesLieAsIn255(t *testing.T) {
	skipUnlessExtended(t)
	fleet, store := newExtendedFleet(t)
	key := "cilium/cache/identities/v1/east/id/"
	value := store.Get(key + strconv.Itoa(3<<15+300))
	require.NotEmpty(t, value)
	store.Delete(key + strconv.Itoa(3<<15+300))
	store.Put(key+strconv.Itoa(3<<16+300), value)
	startAgents(t, fleet)
	requirePass(t, fleet.Ready())
	requireFail(t, fleet, fleet.Learned(), "agent of west: identity "+strconv.Itoa(3<<15+300)+": not learned")
}

func TestOf511ClustersFailsBeyondThem(t *testing.T) {
	skipUnlessExtended(t)
	fleet, store := newExtendedFleet(t)
	add(t, fleet, store, "beyond", 512)
	startAgents(t, fleet)
	requireFail(t, fleet, fleet.Ready(), "agent of west: beyond is not ready")
}
