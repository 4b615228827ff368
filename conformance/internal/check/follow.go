package check

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/kube"
)

// followed is at how many members changes are made, and at the last one; every other member's agent must see each.
const followed = 3

var yes, no = "true", "false"

// Addresses of the range kept for documentation: no pod has them.
const (
	firstAddress  = "192.0.2.10"
	secondAddress = "192.0.2.20"
)

// Follows claims that changes to a Service reach every other member's agent, as the right event and the right state.
func (f *Fleet) Follows(namespace string) []Check {
	var checks []Check
	changed := slices.Clone(f.Clusters[:min(followed, len(f.Clusters))])
	if len(f.Clusters) > followed {
		changed = append(changed, f.Clusters[len(f.Clusters)-1])
	}
	for _, cluster := range changed {
		checks = append(checks, Check{Name: "follows: a service of " + cluster.Member.Name, Run: func(ctx context.Context) Result {
			return f.followService(ctx, cluster, namespace)
		}})
	}
	return append(checks, Check{Name: "follows: a deployment is scaled", Run: f.followScale})
}

// step is one change and what all others must be told of it.
type step struct {
	name   string
	kind   agent.Kind
	change func(context.Context) error
}

func (f *Fleet) followService(ctx context.Context, cluster *kube.Cluster, namespace string) Result {
	probe, err := cluster.CreateProbe(ctx, namespace, "follow", firstAddress)
	defer f.retire(ctx, probe)
	if err != nil {
		return failed(err)
	}
	annotate := func(name string, value *string) func(context.Context) error {
		return func(ctx context.Context) error { return probe.Annotate(ctx, map[string]*string{name: value}) }
	}
	since := f.mark()
	result := f.walk(ctx, cluster.Member.Name, probe.Key(), []step{
		{"global", agent.Updated, annotate("service.cilium.io/global", &yes)},
		{"another address", agent.Updated, func(ctx context.Context) error { return probe.Move(ctx, secondAddress) }},
		{"not shared", agent.Deleted, annotate("service.cilium.io/shared", &no)},
		{"shared again", agent.Updated, annotate("service.cilium.io/shared", nil)},
		{"not global", agent.Deleted, annotate("service.cilium.io/global", nil)},
		{"global by the old name", agent.Updated, annotate("io.cilium/global-service", &yes)},
		{"deleted", agent.Deleted, probe.Delete},
	})
	result.Problems = append(result.Problems, f.deletes(since, probe.Key())...)
	return result
}

func (f *Fleet) followScale(ctx context.Context) Result {
	for _, cluster := range f.Clusters {
		services, err := cluster.Expected(ctx)
		if err != nil {
			return failed(err)
		}
		for _, key := range slices.Sorted(maps.Keys(services)) {
			service := services[key]
			if before, there := cluster.Replicas(ctx, service.Namespace, service.Name); there && len(service.Selector) > 0 {
				return f.scale(ctx, cluster, service.Namespace, service.Name, before)
			}
		}
	}
	return Result{Skipped: "no global service stands before a deployment of its name"}
}

func (f *Fleet) scale(ctx context.Context, cluster *kube.Cluster, namespace, name string, before int32) Result {
	to := func(replicas int32) func(context.Context) error {
		return func(ctx context.Context) error { return cluster.Scale(ctx, namespace, name, replicas) }
	}
	defer cleanUp(ctx, to(before))
	key := fmt.Sprintf("%s/%s/%s", cluster.Member.Name, namespace, name)
	return f.walk(ctx, cluster.Member.Name, key, []step{
		{"one more replica", agent.Updated, to(before + 1)},
		{"as many as before", agent.Updated, to(before)},
	})
}

func (f *Fleet) walk(ctx context.Context, owner, key string, steps []step) Result {
	for _, step := range steps {
		since := f.mark()
		if err := step.change(ctx); err != nil {
			return failed(err)
		}
		if problems := f.arrived(ctx, since, owner, agent.Event{Kind: step.kind, Family: agent.ServiceFamily, Key: key}); problems != nil {
			return Result{Problems: append([]string{"step: " + step.name}, problems...)}
		}
	}
	return Result{}
}

// arrived waits until all others were told of a change and know exactly what they must.
func (f *Fleet) arrived(ctx context.Context, since marks, owner string, event agent.Event) []string {
	return eventually(ctx, f.Limit, func(ctx context.Context) []string {
		return append(f.missing(since, owner, event), f.differences(ctx)...)
	})
}

// retire deletes a probe and waits until nobody knows it, so that its end does not look spurious to the next check.
func (f *Fleet) retire(ctx context.Context, probe *kube.Probe) {
	cleanUp(ctx, probe.Delete)
	eventually(context.WithoutCancel(ctx), f.Limit, func(context.Context) []string {
		var knowing []string
		for _, each := range f.Agents {
			if _, known := each.Services()[probe.Key()]; known {
				knowing = append(knowing, each.Name)
			}
		}
		return knowing
	})
}

// cleanUp also runs when the check was cancelled. What it cannot undo is left in the probe's own namespace.
func cleanUp(ctx context.Context, undo func(context.Context) error) {
	undoing, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	_ = undo(undoing)
}

// RemoveNamespace removes, wherever it is, the namespace in which checks made their services.
func (f *Fleet) RemoveNamespace(ctx context.Context, namespace string) {
	for _, cluster := range f.Clusters {
		cleanUp(ctx, func(ctx context.Context) error { return cluster.DeleteNamespace(ctx, namespace) })
	}
}
