package check

import (
	"context"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/kube"
)

// sliceAddress is of an endpoint that only a CiliumEndpointSlice has.
const sliceAddress = "192.0.2.30"

// Addresses claims that the addresses of a member come from its CiliumEndpointSlices as soon as its cilium-config says so, and
// that nobody loses one by the change of it.
func (f *Fleet) Addresses(namespace string) Check {
	cluster := f.Clusters[len(f.Clusters)-1]
	return Check{Name: "addresses: of " + cluster.Member.Name + " by slices", Run: func(ctx context.Context) Result {
		since := f.mark()
		problems := f.bySlices(ctx, cluster, namespace)
		problems = append(problems, eventually(ctx, f.Limit, f.differences)...)
		return Result{Problems: append(problems, f.deletesBut(since, func(event agent.Event) bool {
			return event == agent.Event{Kind: agent.Deleted, Family: agent.IPFamily, Key: sliceAddress}
		})...)}
	}}
}

func (f *Fleet) bySlices(ctx context.Context, cluster *kube.Cluster, namespace string) []string {
	before, err := cluster.GatherEndpoints(ctx, "true")
	if err != nil {
		return []string{err.Error()}
	}
	defer cleanUp(ctx, func(ctx context.Context) error {
		_, err := cluster.GatherEndpoints(ctx, before)
		return err
	})
	if problems := eventually(ctx, f.Limit, f.differences); problems != nil {
		return append([]string{"addresses by slices:"}, problems...)
	}
	name := namespace + "-slice"
	remove := func(ctx context.Context) error { return cluster.DeleteSlice(ctx, name) }
	defer cleanUp(ctx, remove)
	for _, step := range []step{
		{"a new slice", agent.Updated, func(ctx context.Context) error { return cluster.CreateSlice(ctx, namespace, name, sliceAddress) }},
		{"slice deleted", agent.Deleted, remove},
	} {
		since := f.mark()
		if err := step.change(ctx); err != nil {
			return []string{err.Error()}
		}
		event := agent.Event{Kind: step.kind, Family: agent.IPFamily, Key: sliceAddress}
		if problems := f.arrived(ctx, since, cluster.Member.Name, event); problems != nil {
			return append([]string{"step: " + step.name}, problems...)
		}
	}
	return nil
}
