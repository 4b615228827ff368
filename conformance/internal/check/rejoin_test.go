package check

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"fleetmesh.io/conformance/internal/expected"
	"fleetmesh.io/conformance/internal/realetcd"
	"fleetmesh.io/conformance/internal/runfile"
)

const (
	westConfig   = "cilium/cluster-config/west"
	westNode     = "cilium/cache/nodes/v1/west/n1"
	westIdentity = "cilium/cache/identities/v1/west/id/262444"
	westAddress  = "cilium/cache/ip/v1/west/10.4.1.10"
	eastAddress  = "cilium/cache/ip/v1/east/10.3.1.10"
)

func TestPassesAMeshThatRemovesAndJoinsAgain(t *testing.T) {
	t.Parallel()
	mesh := newMesh(t)
	for _, check := range mesh.run() {
		requirePass(t, check)
	}
	mesh.requirePutBack()
}

func TestFailsOnADeleteWithinTheGracePeriod(t *testing.T) {
	t.Parallel()
	mesh := newMesh(t)
	mesh.absent = func() { mesh.rewrite(westAddress) }
	inTime := mesh.run()[0]
	result := inTime.Run(t.Context())
	require.Equal(t, []string{
		"store of east: spurious delete: ip of west 10.4.1.10",
		"agent of east: spurious delete of ip 10.4.1.10",
	}, result.Problems)
	mesh.requirePutBack()
}

func TestFailsOnARemovalThatIsNotAsItMustBe(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct {
		change func(*mesh)
		reason string
	}{
		"stale entry": {
			func(m *mesh) { m.ends = without(m.ends, westAddress) },
			"agent of east: address 10.4.1.10: learned, but no member has it",
		},
		"canary that stays": {
			func(m *mesh) { m.ends = without(m.ends, realetcd.Canary("west", "nodes")) },
			"store of east: cilium/synced/west/cilium/cache/nodes/v1 is still there",
		},
		"delete of another's entry": {
			func(m *mesh) { m.absent = func() { m.rewrite(eastAddress) } },
			"agent of west: spurious delete of ip 10.3.1.10",
		},
		"delete of another's canary": {
			func(m *mesh) { m.absent = func() { m.rewrite(realetcd.Canary("east", "ip")) } },
			"store of east: spurious delete: synced of east ip",
		},
		"data before canaries": {
			func(m *mesh) { m.ends = append([]string{westNode}, without(m.ends, westNode)...) },
			"store of east: synced of west nodes is deleted after nodes of west n1",
		},
		"identity before its address": {
			func(m *mesh) { slices.Reverse(m.ends[len(m.ends)-2:]) },
			"store of east: ip of west 10.4.1.10 is deleted after identities of west 262444",
		},
		"its own agents let in": {
			func(m *mesh) { m.refuse = func() {} },
			"certificate of west, which is removed: may read the store",
		},
		"data behind its canary": {
			func(m *mesh) { m.comes = append(without(m.comes, westNode), westNode) },
			"store of east: nodes of west n1 is updated after synced of west nodes",
		},
		"other value than before": {
			func(m *mesh) {
				m.values[westNode] = strings.Replace(m.values[westNode], "custom-resource", "kvstore", 1)
			},
			"store of east: " + westNode + ` is "{`,
		},
		"entry that does not come back": {
			func(m *mesh) { m.comes = without(m.comes, westAddress) },
			"agent of east: address 10.4.1.10: not learned",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mesh := newMesh(t)
			fault.change(mesh)
			late := mesh.run()[1]
			mesh.fleet.Limit = 4 * time.Second
			result := late.Run(t.Context())
			require.Contains(t, strings.Join(result.Problems, "\n"), fault.reason)
			mesh.requirePutBack()
		})
	}
}

func TestAServiceThatHasEndedIsPutBack(t *testing.T) {
	t.Parallel()
	mesh := newMesh(t)
	late := mesh.run()[1]
	// With the short grace period the store does not start, so that there is nothing to stop.
	launch(t, mesh.fleet, `[ "$FLEETMESH_STORE_REMOVAL_GRACE" ] && touch ended && exit 1
[ "$1" = restart ] && [ -e ended ] && echo does not run && exit 1
rm -f ended; touch started; echo $$ > "$2.pid"`)
	require.NotEmpty(t, late.Run(t.Context()).Problems)
	require.FileExists(t, filepath.Join(mesh.fleet.Run.Root, "started"))
}

func TestNothingRejoinsWithoutProcesses(t *testing.T) {
	t.Parallel()
	require.Empty(t, (&Fleet{Run: &runfile.Run{}}).Rejoins("probes"))
}

// mesh takes the place of a Fleetmesh whose services are told by their environment what to do. Its faults are changed before
// it runs.
type mesh struct {
	t     *testing.T
	fleet *Fleet
	store *realetcd.Store
	// values are those that the store begins with.
	values map[string]string
	// ends are the keys of the west in the order in which they go once the grace period is over, behind its config.
	ends []string
	// comes are the keys of the west in the order in which they come, its services before them.
	comes []string
	// absent runs once the west is removed, refuse keeps its agents out.
	absent, refuse func()

	written    map[string]string
	left, gone bool
}

func newMesh(t *testing.T) *mesh {
	fleet, store := newFleet(t, true)
	var canaries []string
	for _, family := range realetcd.Families {
		canaries = append(canaries, realetcd.Canary("west", family))
	}
	data := []string{westNode, westAddress, westIdentity}
	m := &mesh{
		t: t, fleet: fleet, store: store, values: map[string]string{}, written: map[string]string{},
		ends: append(slices.Clone(canaries), data...), comes: append([]string{westConfig, westNode, westIdentity, westAddress}, canaries...),
		absent: func() {}, refuse: func() { store.Refuse("local-west") },
	}
	for _, key := range append(m.comes, eastAddress, realetcd.Canary("east", "ip")) {
		m.values[key] = store.Get(key)
	}
	store.AdmitOnly("local-east", "local-west")
	for _, name := range []string{controller, meshStore} {
		withProcess(t, fleet, name, func() {})
	}
	launch(t, fleet, `echo $$ > "$2.pid"; env | grep "^FLEETMESH_" > "$2.env" || true`)
	return m
}

// run begins, until the test ends.
func (m *mesh) run() []Check {
	every(m.t, m.step)
	startAgents(m.t, m.fleet)
	requirePass(m.t, m.fleet.Learned())
	return m.fleet.Rejoins("probes")
}

func (m *mesh) step(ctx context.Context) {
	removed := strings.Contains(m.environment(controller), removedSetting+"west")
	switch {
	case removed && !m.left:
		m.left = true
		m.store.Delete(westConfig)
		m.refuse()
		m.absent()
	case removed && !m.gone && strings.Contains(m.environment(meshStore), graceSetting):
		m.gone = true
		m.end()
	case !removed && m.left:
		m.comeBack(ctx)
		m.left, m.gone = false, false
	}
	for _, cluster := range m.fleet.Clusters {
		if cluster.Member.Name != "west" || !m.left {
			write(ctx, m.store, cluster, m.written, func(*expected.Service) bool { return true })
		}
	}
}

func (m *mesh) end() {
	for _, key := range m.ends {
		m.store.Delete(key)
	}
	for _, key := range slices.Collect(maps.Keys(m.written)) {
		if strings.HasPrefix(key, "west/") {
			m.store.Delete(realetcd.ServiceKey(key))
			delete(m.written, key)
		}
	}
}

func (m *mesh) comeBack(ctx context.Context) {
	m.store.Put(westConfig, m.values[westConfig])
	if m.gone {
		write(ctx, m.store, m.fleet.Clusters[1], m.written, func(*expected.Service) bool { return true })
		for _, key := range m.comes {
			m.store.Put(key, m.values[key])
		}
	}
	m.store.Admit("local-west")
}

// rewrite takes away a key that the store began with, and puts it back.
func (m *mesh) rewrite(key string) {
	m.store.Delete(key)
	m.store.Put(key, m.values[key])
}

// environment is what a service was last started with.
func (m *mesh) environment(service string) string {
	content, err := os.ReadFile(filepath.Join(m.fleet.Run.Root, service+".env"))
	if err != nil {
		return ""
	}
	return string(content)
}

func (m *mesh) requirePutBack() {
	m.t.Helper()
	require.Empty(m.t, m.environment(controller))
	require.Empty(m.t, m.environment(meshStore))
}

func without(keys []string, key string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(each string) bool { return each == key })
}
