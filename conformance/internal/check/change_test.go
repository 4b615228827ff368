package check

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/expected"
	"fleetmesh.io/conformance/internal/kube"
	"fleetmesh.io/conformance/internal/realetcd"
	"fleetmesh.io/conformance/internal/runfile"
)

func TestPassesAWriterThatFollows(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	follow(t, fleet, store, func(*expected.Service) bool { return true })
	startAgents(t, fleet)
	requirePass(t, fleet.Learned())
	for _, check := range fleet.Follows("probes")[:2] {
		requirePass(t, check)
	}
}

func TestFailsAWriterThatDoesNotFollow(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	follow(t, fleet, store, func(service *expected.Service) bool { return service.Namespace == "shop" })
	startAgents(t, fleet)
	requirePass(t, fleet.Learned())
	requireFail(t, fleet, fleet.Follows("probes")[0], "agent of west: not told that east/probes/follow is updated")
}

func TestRestarts(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	follow(t, fleet, store, func(*expected.Service) bool { return true })
	asked := func() {}
	withProcess(t, fleet, meshStore, func() { asked() })
	startAgents(t, fleet)
	requirePass(t, fleet.Learned())

	checks := fleet.Restarts("probes", true)
	require.Len(t, checks, 1)
	requirePass(t, checks[0])

	// Health may be asked for more than once.
	asked = sync.OnceFunc(func() {
		const key = "cilium/cache/ip/v1/east/10.3.1.10"
		value := store.Get(key)
		store.Delete(key)
		eventually(t.Context(), fleet.Limit, addressDeleted(fleet.Agents[1], "10.3.1.10"))
		store.Put(key, value)
	})
	result := checks[0].Run(t.Context())
	require.Equal(t, []string{"agent of west: spurious delete of ip 10.3.1.10"}, result.Problems)

	launch(t, fleet, "exit 0")
	requireFail(t, fleet, checks[0], "before, ")
	launch(t, fleet, "echo no such process; exit 1")
	requireFail(t, fleet, checks[0], "no such process")
}

func TestFailsWhenAChangeWhileAwayIsLost(t *testing.T) {
	t.Parallel()
	fleet, store := newFleet(t, true)
	withProcess(t, fleet, meshStore, func() {})
	launch(t, fleet, `echo $$ > "$2.pid"; touch "$1"`)
	ended := make(chan struct{})
	follow(t, fleet, store, func(*expected.Service) bool {
		if _, err := os.Stat(filepath.Join(fleet.Run.Root, "stop")); err == nil {
			<-ended
		}
		return true
	})
	t.Cleanup(func() { close(ended) })
	startAgents(t, fleet)
	requirePass(t, fleet.Learned())
	requireFail(t, fleet, fleet.Restarts("probes", true)[0], "agent of west: not told that east/probes/stays is updated")
}

func TestSpuriousDeletesAreProblems(t *testing.T) {
	t.Parallel()
	fleet, store := newFleetWithCart(t)
	requirePass(t, fleet.Learned())
	since := fleet.mark()

	store.Delete(realetcd.ServiceKey(cartKey))
	store.Put(realetcd.ServiceKey(cartKey), cartValue)

	updated := agent.Event{Kind: agent.Updated, Family: agent.ServiceFamily, Key: cartKey}
	require.Empty(t, fleet.arrived(t.Context(), since, "east", updated))
	require.Equal(t, []string{"agent of west: spurious delete of service " + cartKey}, fleet.deletes(since))
	require.Empty(t, fleet.deletes(since, cartKey))
}

func TestRestartsWithoutProcesses(t *testing.T) {
	t.Parallel()
	fleet := &Fleet{Run: &runfile.Run{}}
	require.NotEmpty(t, fleet.Restarts("probes", false)[0].Run(t.Context()).Skipped)
	require.NotEmpty(t, fleet.Restarts("probes", true)[0].Run(t.Context()).Problems)
}

// follow keeps the services of the store as the members' APIs have them, until the test ends.
func follow(t *testing.T, fleet *Fleet, store *realetcd.Store, wanted func(*expected.Service) bool) {
	written := map[string]string{}
	every(t, func(ctx context.Context) {
		for _, cluster := range fleet.Clusters {
			write(ctx, store, cluster, written, wanted)
		}
	})
}

func write(ctx context.Context, store *realetcd.Store, cluster *kube.Cluster, written map[string]string, wanted func(*expected.Service) bool) {
	services, err := cluster.Expected(ctx)
	if err != nil {
		return
	}
	maps.DeleteFunc(services, func(_ string, service *expected.Service) bool { return !wanted(service) })
	for key, service := range services {
		if value := encode(service); written[key] != value {
			store.Put(realetcd.ServiceKey(key), value)
			written[key] = value
		}
	}
	for _, key := range slices.Collect(maps.Keys(written)) {
		if _, there := services[key]; !there && filepath.Dir(filepath.Dir(key)) == cluster.Member.Name {
			store.Delete(realetcd.ServiceKey(key))
			delete(written, key)
		}
	}
}

// encode writes a service as the mesh does; of ports that disagree the first counts.
func encode(service *expected.Service) string {
	type port struct {
		Protocol string
		Port     uint16
	}
	frontends, backends := map[string]map[string]port{}, map[string]map[string]port{}
	for address, ports := range service.Frontends {
		frontends[address] = map[string]port{}
		for name, each := range ports {
			frontends[address][name] = port{each.Protocol, each.Number}
		}
	}
	for address, ports := range service.Backends {
		backends[address] = map[string]port{}
		for name, each := range ports {
			backends[address][name] = port{each[0].Protocol, each[0].Number}
		}
	}
	content, err := json.Marshal(map[string]any{
		"cluster": service.Cluster, "clusterID": service.ClusterID, "namespace": service.Namespace, "name": service.Name,
		"frontends": frontends, "backends": backends, "labels": service.Labels, "selector": service.Selector,
		"includeExternal": true, "shared": true,
	})
	if err != nil {
		return err.Error()
	}
	return string(content)
}

// withProcess gives the fleet a process whose launcher only writes PID files; asked is called before its health is told.
func withProcess(t *testing.T, fleet *Fleet, name string, asked func()) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked() }))
	t.Cleanup(server.Close)
	fleet.Run.Services = append(fleet.Run.Services, runfile.Service{Name: name, HTTP: server.URL})
	pidFile := filepath.Join(fleet.Run.Root, name+".pid")
	require.NoError(t, os.WriteFile(pidFile, []byte("1"), 0o600))
	fleet.Run.Processes = append(fleet.Run.Processes, runfile.Process{Name: name, PidFile: pidFile})
	launch(t, fleet, `echo $$ > "$2.pid"`)
}

// launch makes the launcher run a line of shell, from the fleet's root.
func launch(t *testing.T, fleet *Fleet, line string) {
	launcher := filepath.Join(fleet.Run.Root, "fleetmesh")
	require.NoError(t, os.WriteFile(launcher, []byte("#!/bin/sh\nset -- \"$2\" \"$3\"\n"+line+"\n"), 0o700))
}

func addressDeleted(of *agent.Agent, ip string) func(context.Context) []string {
	return func(context.Context) []string {
		return absent(of, agent.Event{Kind: agent.Deleted, Family: agent.IPFamily, Key: ip})
	}
}

func identitySeen(of *agent.Agent, id string) func(context.Context) []string {
	return func(context.Context) []string {
		return absent(of, agent.Event{Kind: agent.Updated, Family: agent.IdentityFamily, Key: id})
	}
}

func absent(of *agent.Agent, event agent.Event) []string {
	if slices.Contains(of.Since(0), event) {
		return nil
	}
	return []string{"not seen: " + event.Key}
}
