package check

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cilium/cilium/pkg/kvstore"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/expected"
	"fleetmesh.io/conformance/internal/kube"
	"fleetmesh.io/conformance/internal/runfile"
	"fleetmesh.io/conformance/internal/values"
)

const (
	controller     = "profile-controller"
	meshStore      = "mesh-store"
	removedSetting = "FLEETMESH_PROFILE_REMOVED="
	// graceSetting is short, so that its end can be waited for.
	graceSetting = "FLEETMESH_STORE_REMOVAL_GRACE=PT2S"
)

// Rejoins claims that a member whom an operator removes and joins again within the grace period of the stores has lost
// nothing; that after it the others are told of the end of exactly what it gave, in order; and that it then comes back whole.
// Its own agents are refused meanwhile, and keep what they have. Without processes there are no such checks: Restarts says so.
func (f *Fleet) Rejoins(namespace string) []Check {
	if len(f.Run.Processes) == 0 {
		return nil
	}
	leaver := f.Clusters[len(f.Clusters)-1]
	return []Check{
		{Name: "rejoins: " + leaver.Member.Name + " within the grace period", Run: func(ctx context.Context) Result {
			return f.rejoinInTime(ctx, leaver, namespace)
		}},
		{Name: "rejoins: " + leaver.Member.Name + " after the grace period", Run: func(ctx context.Context) Result {
			return f.rejoinLate(ctx, leaver, namespace)
		}},
	}
}

func (f *Fleet) rejoinInTime(ctx context.Context, leaver *kube.Cluster, namespace string) Result {
	probe, err := f.learnedProbe(ctx, leaver, namespace, "leaves")
	defer f.retire(ctx, probe)
	if err != nil {
		return failed(err)
	}
	since := f.mark()
	absence, err := f.remove(ctx, leaver.Member)
	defer absence.end(ctx)
	if err != nil {
		return failed(err)
	}
	if err := probe.Move(ctx, secondAddress); err != nil {
		return failed(err)
	}
	problems := absence.joinAgain(ctx)
	event := agent.Event{Kind: agent.Updated, Family: agent.ServiceFamily, Key: probe.Key()}
	problems = append(problems, f.arrived(ctx, since, leaver.Member.Name, event)...)
	for _, each := range absence.histories {
		deletes, err := each.all(agent.Deleted)
		if err != nil {
			problems = append(problems, each.say("%v", err))
		}
		for _, event := range deletes {
			if event != absence.told(agent.Deleted) {
				problems = append(problems, each.say("spurious delete: %s", event))
			}
		}
	}
	return Result{Problems: append(problems, f.deletes(since)...)}
}

func (f *Fleet) rejoinLate(ctx context.Context, leaver *kube.Cluster, namespace string) Result {
	problems := f.set(ctx, meshStore, graceSetting)
	if problems == nil {
		problems = f.leaveAndReturn(ctx, leaver, namespace)
	}
	since := f.mark()
	problems = append(problems, f.putBack(ctx, meshStore)...)
	if problems == nil {
		// Agents have connected anew, and have found all of it.
		probe, err := f.learnedProbe(ctx, leaver, namespace, "leaves")
		defer f.retire(ctx, probe)
		if err != nil {
			problems = []string{err.Error()}
		}
	}
	return Result{Problems: append(problems, f.deletes(since)...)}
}

func (f *Fleet) leaveAndReturn(ctx context.Context, leaver *kube.Cluster, namespace string) []string {
	// It arrives by the connections that agents have made since the store restarted.
	probe, err := f.learnedProbe(ctx, leaver, namespace, "leaves")
	defer f.retire(ctx, probe)
	if err != nil {
		return []string{err.Error()}
	}
	gives, err := heldBy(ctx, leaver)
	if err != nil {
		return []string{err.Error()}
	}
	before, err := f.copies(ctx, leaver.Member)
	if err != nil {
		return []string{err.Error()}
	}
	since := f.mark()
	absence, err := f.remove(ctx, leaver.Member)
	defer absence.end(ctx)
	if err != nil {
		return []string{err.Error()}
	}
	problems := eventually(ctx, f.Limit, func(ctx context.Context) []string {
		return slices.Concat(f.differencesWithout(ctx, leaver.Member.Name), f.left(ctx, leaver.Member), f.ends(ctx, since, leaver, gives))
	})
	if problems != nil {
		return problems
	}
	problems = absence.joinAgain(ctx)
	problems = append(problems, eventually(ctx, f.Limit, func(ctx context.Context) []string {
		return f.differ(ctx, leaver.Member, before)
	})...)
	return slices.Concat(problems, absence.order(), f.ends(ctx, since, leaver, gives))
}

// ends says of whose end agents were told wrongly, or not: each other agent must be told once of all that the leaver gave.
func (f *Fleet) ends(ctx context.Context, since marks, leaver *kube.Cluster, gives held) []string {
	var problems []string
	for _, each := range f.Agents {
		wanted := map[agent.Event]int{}
		if each.Name != leaver.Member.Name {
			readsSlices, err := f.readsSlices(ctx, each.Name)
			if err != nil {
				return []string{err.Error()}
			}
			wanted = gives.ends(readsSlices)
		}
		for _, event := range each.Since(since[each.Name]) {
			if event.Kind == agent.Deleted {
				wanted[event]--
			}
		}
		for event, missing := range wanted {
			switch {
			case missing > 0:
				problems = append(problems, fmt.Sprintf("agent of %s: not told of the end of %s %s", each.Name, event.Family, event.Key))
			case missing < 0:
				problems = append(problems, fmt.Sprintf("agent of %s: spurious delete of %s %s", each.Name, event.Family, event.Key))
			}
		}
	}
	slices.Sort(problems)
	return problems
}

// ends are the events of the end of all that a member gives, once each.
func (h held) ends(readsSlices bool) map[agent.Event]int {
	events := map[agent.Event]int{}
	for key := range h.services {
		events[agent.Event{Kind: agent.Deleted, Family: agent.ServiceFamily, Key: key}] = 1
	}
	for key := range h.entries.Nodes {
		events[agent.Event{Kind: agent.Deleted, Family: agent.NodeFamily, Key: key}] = 1
	}
	for key := range h.entries.Identities {
		events[agent.Event{Kind: agent.Deleted, Family: agent.IdentityFamily, Key: key.StringID()}] = 1
	}
	for key := range h.entries.Addresses {
		events[agent.Event{Kind: agent.Deleted, Family: agent.IPFamily, Key: key}] = 1
	}
	if readsSlices {
		for key := range h.slices {
			events[agent.Event{Kind: agent.Deleted, Family: agent.SliceFamily, Key: key}] = 1
		}
	}
	return events
}

// readsSlices is whether a member's agents, of this judge's Cilium, read slices.
func (f *Fleet) readsSlices(ctx context.Context, member string) (bool, error) {
	for _, cluster := range f.Clusters {
		if cluster.Member.Name == member && expected.ReadsSlices {
			return cluster.ReadsSlices(ctx)
		}
	}
	return false, nil
}

// copies is what the store of each other member holds of one, by the other member.
func (f *Fleet) copies(ctx context.Context, of runfile.Member) (map[string]map[string][]byte, error) {
	all := map[string]map[string][]byte{}
	for _, peer := range f.Run.Peers(of.Name) {
		held, err := holds(ctx, peer)
		if err != nil {
			return nil, fmt.Errorf("store of %s: %w", peer.Name, err)
		}
		maps.DeleteFunc(held, func(text string, _ []byte) bool {
			key, err := values.ParseKey(text)
			return err == nil && key.Cluster != of.Name
		})
		all[peer.Name] = held
	}
	return all, nil
}

// left says what stores still hold of a member that has left.
func (f *Fleet) left(ctx context.Context, of runfile.Member) []string {
	all, err := f.copies(ctx, of)
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for store, held := range all {
		for key := range held {
			problems = append(problems, fmt.Sprintf("store of %s: %s is still there", store, key))
		}
	}
	slices.Sort(problems)
	return problems
}

// differ says in what stores hold something else of a member than before. A canary says when it was written.
func (f *Fleet) differ(ctx context.Context, of runfile.Member, before map[string]map[string][]byte) []string {
	now, err := f.copies(ctx, of)
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for store, held := range now {
		both := maps.Clone(held)
		maps.Copy(both, before[store])
		for key := range both {
			was, there := before[store][key]
			is, stays := held[key]
			canary := strings.HasPrefix(key, kvstore.SyncedPrefix+"/")
			if there != stays || !canary && !bytes.Equal(was, is) {
				problems = append(problems, fmt.Sprintf("store of %s: %s is %q, was %q", store, key, is, was))
			}
		}
	}
	slices.Sort(problems)
	return problems
}
