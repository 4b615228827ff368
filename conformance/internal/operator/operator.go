// Package operator runs the cluster-mesh code of Cilium's operator for one member: what it reads of its peers' ServiceExports.
package operator

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"sync"

	"github.com/cilium/hive/cell"

	"github.com/cilium/cilium/pkg/clustermesh/common"
	mcsapitypes "github.com/cilium/cilium/pkg/clustermesh/mcsapi/types"
	cilium "github.com/cilium/cilium/pkg/clustermesh/operator"
	"github.com/cilium/cilium/pkg/clustermesh/types"
	"github.com/cilium/cilium/pkg/defaults"
	"github.com/cilium/cilium/pkg/dial"
	"github.com/cilium/cilium/pkg/hive"
	"github.com/cilium/cilium/pkg/kvstore"
	"github.com/cilium/cilium/pkg/kvstore/store"

	"fleetmesh.io/conformance/internal/agent"
)

// Operator is one member's operator, as far as exports of others are concerned. It is safe for concurrent use.
type Operator struct {
	Name string

	hive      *hive.Hive
	logger    *slog.Logger
	directory string
	mesh      cilium.ClusterMesh

	mutex   sync.Mutex
	exports map[string]mcsapitypes.MCSAPIServiceSpec
}

// Start connects the operator of cluster name to the given peers, all of which it reads from the one store of access. It
// returns before it is connected; Synced waits for that. The caller stops it.
func Start(ctx context.Context, name string, id uint32, access agent.Access, peers []string, logger *slog.Logger) (*Operator, error) {
	directory, err := os.MkdirTemp("", "conformance-operator-"+name+"-")
	if err != nil {
		return nil, err
	}
	started := &Operator{
		Name:      name,
		logger:    logger.With("operator", name),
		directory: directory,
		exports:   map[string]mcsapitypes.MCSAPIServiceSpec{},
	}
	if err := agent.WriteConfig(directory, access, peers); err != nil {
		return nil, err
	}
	started.hive = hive.New(
		cilium.Cell,
		cell.Provide(
			func() types.ClusterInfo {
				return types.ClusterInfo{ID: id, Name: name, MaxConnectedClusters: defaults.MaxConnectedClusters}
			},
			func() kvstore.Config { return kvstore.Config{KVStoreLeaseTTL: defaults.KVstoreLeaseTTL} },
			func(logger *slog.Logger) store.Factory { return store.NewFactory(logger, store.MetricsProvider()) },
			func() dial.Resolver { return nil },
		),
		cell.Invoke(started.listen),
	)
	hive.AddConfigOverride(started.hive, func(config *common.Config) { config.ClusterMeshConfig = directory })
	hive.AddConfigOverride(started.hive, func(config *mcsapitypes.MCSAPIConfig) { config.EnableMCSAPI = true })
	return started, started.hive.Start(started.logger, ctx)
}

func (o *Operator) listen(mesh cilium.ClusterMesh) {
	o.mesh = mesh
	mesh.RegisterClusterServiceExportUpdateHook(func(spec *mcsapitypes.MCSAPIServiceSpec) {
		o.mutex.Lock()
		defer o.mutex.Unlock()
		o.exports[keyOf(spec)] = *spec
	})
	mesh.RegisterClusterServiceExportDeleteHook(func(spec *mcsapitypes.MCSAPIServiceSpec) {
		o.mutex.Lock()
		defer o.mutex.Unlock()
		delete(o.exports, keyOf(spec))
	})
}

func keyOf(spec *mcsapitypes.MCSAPIServiceSpec) string {
	return spec.Cluster + "/" + spec.Namespace + "/" + spec.Name
}

// Synced waits until all exports of all peers that have any are known.
func (o *Operator) Synced(ctx context.Context) error { return o.mesh.ServiceExportsSynced(ctx) }

// Exports are those of all peers, by cluster/namespace/name; a copy.
func (o *Operator) Exports() map[string]mcsapitypes.MCSAPIServiceSpec {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return maps.Clone(o.exports)
}

// Stop disconnects, and removes the configuration directory.
func (o *Operator) Stop(ctx context.Context) error {
	return errors.Join(o.hive.Stop(o.logger, ctx), os.RemoveAll(o.directory))
}
