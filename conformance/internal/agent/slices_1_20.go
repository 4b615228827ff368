//go:build cilium120

package agent

import (
	"context"
	"log/slog"

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
// it a second one, of the same parts, says what it is.
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
	configuration.ObserverFactories = append(own, func(cluster string, onSync func()) observer.Observer {
		reader := &sliceReader{}
		reader.slices = configuration.StoreFactory.NewWatchStore(
			cluster,
			slicetypes.KeyCreator(
				slicetypes.ClusterNameValidator(cluster), slicetypes.NamespacedNameValidator(), slicetypes.ClusterIDValidator(&reader.id)),
			sliceRecorder{a.Recorder},
			store.RWSWithOnSyncCallback(func(context.Context) { onSync() }),
		)
		reader.cluster, reader.onSync = cluster, onSync
		return reader
	})
	return nil
}

// sliceReader reads a remote cluster's slices if it offers them.
type sliceReader struct {
	cluster string
	id      uint32
	slices  store.WatchStore
	onSync  func()
	offered bool
}

func (r *sliceReader) Name() observer.Name { return "recorded endpoint slices" }
func (r *sliceReader) Drain()              { r.slices.Drain() }
func (r *sliceReader) Revoke()             { r.slices.Drain() }

func (r *sliceReader) Status() observer.Status {
	return observer.Status{Enabled: r.offered, Synced: r.slices.Synced(), Entries: r.slices.NumEntries()}
}

func (r *sliceReader) Register(manager store.WatchStoreManager, backend kvstore.BackendOperations, config types.CiliumClusterConfig) {
	r.id = config.ID
	r.offered = config.Capabilities.EndpointSlicesExportMode != types.EndpointSlicesExportModeServicesOnly
	if !r.offered {
		r.slices.Drain()
		r.onSync()
		return
	}
	prefix := kvstore.StateToCachePrefix(slicetypes.EndpointSliceStorePrefix)
	manager.Register(prefix, func(ctx context.Context) {
		r.slices.Watch(ctx, backend, kvstore.JoinKey(prefix, r.cluster))
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
