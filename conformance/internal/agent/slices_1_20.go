//go:build cilium120

package agent

import (
	"context"
	"log/slog"
	"sync"

	"github.com/cilium/hive"
	"github.com/cilium/hive/cell"

	"github.com/cilium/cilium/pkg/clustermesh"
	"github.com/cilium/cilium/pkg/clustermesh/endpointslice"
	"github.com/cilium/cilium/pkg/clustermesh/observer"
	"github.com/cilium/cilium/pkg/clustermesh/types"
	slicetypes "github.com/cilium/cilium/pkg/clustermesh/types/endpointslice"
	"github.com/cilium/cilium/pkg/kvstore"
	"github.com/cilium/cilium/pkg/kvstore/store"

	"fleetmesh.io/conformance/internal/expected"
)

// readSlices has the agent read slices beside services, which no single mode of Cilium's does: services in the mode that is
// its default, slices by its own observer in the mode that prefers them. That one only counts what it reads, so that beside
// it a second reader, of the same parts, says what it is.
func (a *Agent) readSlices(configuration *clustermesh.Configuration) error {
	configuration.ServiceModeV2 = types.ServiceV2PreferLegacy
	var own []observer.Factory
	parts := hive.New(
		endpointslice.Cell,
		cell.Provide(
			func() store.Factory { return configuration.StoreFactory },
			func() types.ServiceModeV2Config {
				return types.ServiceModeV2Config{ServiceModeV2: types.ServiceV2PreferEndpointSlice}
			},
			endpointslice.MetricsProvider("cilium"),
		),
		cell.Invoke(func(in struct {
			cell.In
			Factories []observer.Factory `group:"clustermesh-observers"`
		}) {
			own = in.Factories
		}),
	)
	if err := parts.Populate(slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	for _, factory := range own {
		configuration.ObserverFactories = append(configuration.ObserverFactories, func(cluster string, onSync func()) observer.Observer {
			reader := &sliceReader{Observer: factory(cluster, onSync), cluster: cluster}
			reader.slices = configuration.StoreFactory.NewWatchStore(
				cluster,
				slicetypes.KeyCreator(slicetypes.ClusterNameValidator(cluster), slicetypes.NamespacedNameValidator(),
					slicetypes.ClusterIDValidator(&reader.id)),
				sliceRecorder{a.Recorder},
			)
			return reader
		})
	}
	return nil
}

// sliceReader reads what Cilium's own observer reads, when that does.
type sliceReader struct {
	observer.Observer
	cluster string
	id      uint32
	slices  store.WatchStore
}

func (r *sliceReader) Status() observer.Status {
	status := r.Observer.Status()
	status.Synced = status.Synced && r.slices.Synced() && r.slices.NumEntries() == status.Entries
	return status
}

func (r *sliceReader) Register(manager store.WatchStoreManager, backend kvstore.BackendOperations, config types.CiliumClusterConfig) {
	r.id = config.ID
	r.Observer.Register(&beside{manager, func(ctx context.Context, prefix string) {
		r.slices.Watch(ctx, backend, kvstore.JoinKey(prefix, r.cluster))
	}}, backend, config)
	if !r.Observer.Status().Enabled {
		r.slices.Drain()
	}
}

func (r *sliceReader) Drain() {
	r.Observer.Drain()
	r.slices.Drain()
}

func (r *sliceReader) Revoke() {
	r.Observer.Revoke()
	r.slices.Drain()
}

// beside runs a second watch of whatever is registered, which is once for each prefix.
type beside struct {
	store.WatchStoreManager
	second func(ctx context.Context, prefix string)
}

func (b *beside) Register(prefix string, first store.WSMFunc) {
	b.WatchStoreManager.Register(prefix, func(ctx context.Context) {
		var second sync.WaitGroup
		second.Go(func() { b.second(ctx, prefix) })
		first(ctx)
		second.Wait()
	})
}

// sliceRecorder keeps what a sliceReader learns.
type sliceRecorder struct{ *Recorder }

func (r sliceRecorder) OnUpdate(key store.Key) {
	slice := &key.(*slicetypes.ValidatingClusterEndpointSlice).ClusterEndpointSlice
	r.record(Event{Updated, SliceFamily, slice.String()}, func() { r.slices[slice.String()] = expected.SliceText(slice) })
}

func (r sliceRecorder) OnDelete(key store.NamedKey) {
	r.record(Event{Deleted, SliceFamily, key.GetKeyName()}, func() { delete(r.slices, key.GetKeyName()) })
}
