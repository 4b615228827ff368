package check

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cilium/cilium/pkg/clustermesh/store"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/expected"
	"fleetmesh.io/conformance/internal/kube"
	"fleetmesh.io/conformance/internal/runfile"
)

// Fleet is the Fleetmesh that is judged: its members' APIs and an agent for each member, or for some.
type Fleet struct {
	Run *runfile.Run
	// Readers are the names of the members that have an agent; all if empty.
	Readers  []string
	Clusters []*kube.Cluster
	Agents   []*agent.Agent
	// Limit is how long a change may take to arrive.
	Limit time.Duration
}

// Connect starts an agent for each of the members named, for every one if none is. The caller stops the fleet, also after an
// error.
func Connect(ctx context.Context, run *runfile.Run, readers []string, limit time.Duration, logger *slog.Logger) (*Fleet, error) {
	fleet := &Fleet{Run: run, Readers: readers, Limit: limit}
	if err := agent.SetMaxConnectedClusters(run.MaxConnectedClusters); err != nil {
		return fleet, err
	}
	for _, name := range readers {
		if !slices.Contains(names(run.Members), name) {
			return fleet, fmt.Errorf("no member %q to have an agent; expected one of %s", name, strings.Join(names(run.Members), ", "))
		}
	}
	for _, member := range run.Members {
		cluster, err := kube.Connect(member)
		if err != nil {
			return fleet, err
		}
		fleet.Clusters = append(fleet.Clusters, cluster)
	}
	return fleet, fleet.startAgents(ctx, logger)
}

func (f *Fleet) startAgents(ctx context.Context, logger *slog.Logger) error {
	for _, member := range f.readers() {
		started, err := agent.Start(ctx, member.Name, member.ClusterID, accessOf(member), names(f.Run.Peers(member.Name)), logger)
		if err != nil {
			return err
		}
		f.Agents = append(f.Agents, started)
	}
	return nil
}

// Stop disconnects all agents.
func (f *Fleet) Stop(ctx context.Context) error {
	for _, each := range f.Agents {
		if err := each.Stop(ctx); err != nil {
			return fmt.Errorf("stop agent of %s: %w", each.Name, err)
		}
	}
	return nil
}

// readers are the members that have an agent.
func (f *Fleet) readers() []runfile.Member {
	if len(f.Readers) == 0 {
		return f.Run.Members
	}
	return slices.DeleteFunc(slices.Clone(f.Run.Members), func(member runfile.Member) bool {
		return !slices.Contains(f.Readers, member.Name)
	})
}

// others are the agents of all members but one.
func (f *Fleet) others(name string) []*agent.Agent {
	return slices.DeleteFunc(slices.Clone(f.Agents), func(each *agent.Agent) bool { return each.Name == name })
}

// held is what a member gives to all others, as its API says now.
type held struct {
	services map[string]*expected.Service
	slices   map[string]string
	entries  expected.Entries
	// readsSlices is of its own agents.
	readsSlices bool
}

// differences compares what every agent knows with what the members' APIs say now.
func (f *Fleet) differences(ctx context.Context) []string { return f.differencesWithout(ctx, "") }

// differencesWithout is for a mesh that a member has left: the others know nothing of it, its own agents what they did.
func (f *Fleet) differencesWithout(ctx context.Context, left string) []string {
	all := map[string]held{}
	for _, cluster := range f.Clusters {
		gives, err := heldBy(ctx, cluster)
		if err != nil {
			return []string{err.Error()}
		}
		all[cluster.Member.Name] = gives
	}
	var problems []string
	for _, each := range f.Agents {
		services, slices, entries := map[string]*expected.Service{}, map[string]string{}, expected.NewEntries()
		for _, peer := range f.Run.Peers(each.Name) {
			if peer.Name == left {
				continue
			}
			maps.Copy(services, all[peer.Name].services)
			entries.Add(all[peer.Name].entries)
			if all[each.Name].readsSlices {
				maps.Copy(slices, all[peer.Name].slices)
			}
		}
		found := append(Compare(services, each.Services()), entries.Differences(each.Entries())...)
		for _, problem := range append(found, compareSlices(slices, each.Slices())...) {
			problems = append(problems, "agent of "+each.Name+": "+problem)
		}
	}
	return problems
}

func heldBy(ctx context.Context, cluster *kube.Cluster) (held, error) {
	services, err := cluster.Expected(ctx)
	if err != nil {
		return held{}, err
	}
	entries, err := cluster.Entries(ctx)
	if err != nil {
		return held{}, err
	}
	gives := held{services: services, entries: entries}
	if expected.ReadsSlices {
		if gives.slices, err = cluster.Slices(ctx); err != nil {
			return held{}, err
		}
		gives.readsSlices, err = cluster.ReadsSlices(ctx)
	}
	return gives, err
}

// compareSlices says in what slices an agent knows differ from those it must know.
func compareSlices(want, known map[string]string) []string {
	var problems []string
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if learned := known[key]; learned != want[key] {
			problems = append(problems, fmt.Sprintf("slice %s: expected %s, learned %q", key, want[key], learned))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(known)) {
		if _, wanted := want[key]; !wanted {
			problems = append(problems, "slice "+key+": learned, but it is of no global service, or no slices are read here")
		}
	}
	return problems
}

// Compare says in what services an agent knows differ from those it must know, entry by entry.
func Compare(want map[string]*expected.Service, known map[string]*store.ClusterService) []string {
	var problems []string
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if learned, there := known[key]; there {
			problems = append(problems, want[key].Differences(learned)...)
		} else {
			problems = append(problems, key+": not learned")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(known)) {
		if _, wanted := want[key]; !wanted {
			problems = append(problems, key+": learned, but it is not global")
		}
	}
	return problems
}

// marks are the positions of all agents' events at one moment.
type marks map[string]int

func (f *Fleet) mark() marks {
	positions := marks{}
	for _, each := range f.Agents {
		positions[each.Name] = each.Mark()
	}
	return positions
}

// deletes are the delete events since the marks, but those of the services that are to go.
func (f *Fleet) deletes(since marks, allowed ...string) []string {
	return f.deletesBut(since, func(event agent.Event) bool {
		return event.Family == agent.ServiceFamily && slices.Contains(allowed, event.Key) ||
			event.Family == agent.SliceFamily && slices.Contains(allowed, strings.TrimSuffix(event.Key, kube.ProbeSlice))
	})
}

// deletesBut are the delete events since the marks, but those that are wanted.
func (f *Fleet) deletesBut(since marks, wanted func(agent.Event) bool) []string {
	var problems []string
	for _, each := range f.Agents {
		for _, event := range each.Since(since[each.Name]) {
			if event.Kind == agent.Deleted && !wanted(event) {
				problems = append(problems, fmt.Sprintf("agent of %s: spurious delete of %s %s", each.Name, event.Family, event.Key))
			}
		}
	}
	return problems
}

// missing says which agents, but that of the owner, have not been told of a change to a service since the marks.
func (f *Fleet) missing(since marks, owner string, event agent.Event) []string {
	var problems []string
	for _, each := range f.others(owner) {
		if !slices.Contains(each.Since(since[each.Name]), event) {
			problems = append(problems, fmt.Sprintf("agent of %s: not told that %s is %s", each.Name, event.Key, event.Kind))
		}
	}
	return problems
}

func accessOf(member runfile.Member) agent.Access {
	return agent.Access{
		Endpoint:             member.MeshStore,
		CertificateAuthority: member.CertificateAuthority,
		Certificate:          member.ClientCertificate,
		Key:                  member.ClientKey,
	}
}

func names(members []runfile.Member) []string {
	all := make([]string, 0, len(members))
	for _, member := range members {
		all = append(all, member.Name)
	}
	return all
}
