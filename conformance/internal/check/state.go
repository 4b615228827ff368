package check

import (
	"context"
	"fmt"

	"github.com/cilium/cilium/api/v1/models"
	"github.com/cilium/cilium/pkg/clustermesh/types"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/expected"
	"fleetmesh.io/conformance/internal/runfile"
)

// Ready claims that Cilium's code finds every remote cluster ready.
func (f *Fleet) Ready() Check {
	return Check{Name: "ready: every agent, every peer", Basic: true, Run: func(ctx context.Context) Result {
		problems := eventually(ctx, f.Limit, func(context.Context) []string { return f.unready() })
		highest := uint32(0)
		for _, member := range f.Run.Members {
			highest = max(highest, member.ClusterID)
		}
		return Result{Problems: problems, Seen: fmt.Sprintf("%d agents of %d members, cluster IDs up to %d of %d",
			len(f.Agents), len(f.Run.Members), highest, types.ClusterIDMax)}
	}}
}

// Learned claims that every agent knows exactly what its peers give.
func (f *Fleet) Learned() Check {
	return Check{Name: "learned: exactly what the members hold", Run: func(ctx context.Context) Result {
		problems := eventually(ctx, f.Limit, f.differences)
		services, entries, read := 0, 0, 0
		for _, each := range f.Agents {
			services += len(each.Services())
			entries += each.Entries().Size()
			read += len(each.Slices())
		}
		if problems == nil && services == 0 {
			problems = []string{"no member has a global service, so that nothing is proved: annotate one"}
		}
		if problems == nil && expected.ReadsSlices && read == 0 {
			problems = []string{"no member's agents read slices, so that nothing is proved of them: run one of Cilium 1.20"}
		}
		return Result{Problems: problems, Seen: fmt.Sprintf("%d agents, %d services, %d slices, %d other entries",
			len(f.Agents), services, read, entries)}
	}}
}

// Status claims what Cilium's code reports of each connection: configuration, canaries, families, and no failure so far.
func (f *Fleet) Status() Check {
	return Check{Name: "status: cluster config, canaries, families", Run: func(context.Context) Result {
		var problems []string
		for _, each := range f.Agents {
			byName := statusOf(each)
			for _, peer := range f.Run.Peers(each.Name) {
				problems = append(problems, statusProblems(each.Name, peer, byName[peer.Name])...)
			}
		}
		return Result{Problems: problems}
	}}
}

func (f *Fleet) unready() []string {
	var problems []string
	for _, each := range f.Agents {
		byName := statusOf(each)
		for _, peer := range f.Run.Peers(each.Name) {
			status := byName[peer.Name]
			if status == nil {
				problems = append(problems, fmt.Sprintf("agent of %s: no connection to %s", each.Name, peer.Name))
			} else if !status.Ready {
				problems = append(problems, fmt.Sprintf("agent of %s: %s is not ready: connected=%t %s; %s",
					each.Name, peer.Name, status.Connected, synced(status), status.Status))
			}
		}
	}
	return problems
}

func statusOf(of *agent.Agent) map[string]*models.RemoteCluster {
	byName := map[string]*models.RemoteCluster{}
	for _, status := range of.Status() {
		byName[status.Name] = status
	}
	return byName
}

func statusProblems(of string, peer runfile.Member, status *models.RemoteCluster) []string {
	prefix := fmt.Sprintf("agent of %s: %s: ", of, peer.Name)
	if status == nil || status.Config == nil || status.Synced == nil {
		return []string{prefix + "no status"}
	}
	var problems []string
	claim := func(holds bool, format string, values ...any) {
		if !holds {
			problems = append(problems, prefix+fmt.Sprintf(format, values...))
		}
	}
	config := status.Config
	claim(config.Retrieved, "cluster config not retrieved")
	claim(config.ClusterID == int64(peer.ClusterID), "cluster ID %d, expected %d", config.ClusterID, peer.ClusterID)
	claim(config.SyncCanaries, "no synced canaries announced")
	claim(config.Kvstoremesh, "not announced as cached")
	claim(status.Synced.Nodes && status.Synced.Services && status.Synced.Endpoints && status.Synced.Identities,
		"not all families synced: %s", synced(status))
	claim(status.NumFailures == 0, "%d failures of the connection", status.NumFailures)
	return problems
}

func synced(status *models.RemoteCluster) string {
	if status.Synced == nil {
		return "synced: nothing"
	}
	return fmt.Sprintf("synced: nodes=%t services=%t ips=%t identities=%t",
		status.Synced.Nodes, status.Synced.Services, status.Synced.Endpoints, status.Synced.Identities)
}
