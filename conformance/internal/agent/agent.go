// Package agent runs Cilium's own agent-side cluster-mesh code for one member, without a datapath: what it learns and the
// order in which it learns it are recorded instead.
package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/cilium/hive/cell"
	"github.com/cilium/statedb"

	"github.com/cilium/cilium/api/v1/models"
	"github.com/cilium/cilium/pkg/clustermesh"
	"github.com/cilium/cilium/pkg/clustermesh/common"
	"github.com/cilium/cilium/pkg/clustermesh/types"
	"github.com/cilium/cilium/pkg/defaults"
	"github.com/cilium/cilium/pkg/identity/cache"
	"github.com/cilium/cilium/pkg/kvstore"
	"github.com/cilium/cilium/pkg/kvstore/store"
	"github.com/cilium/cilium/pkg/metrics"
	"github.com/cilium/cilium/pkg/option"
)

// patience is how long Cilium's own requests may take.
const patience = 5 * time.Second

// Agent is one member's agent, as far as the mesh is concerned.
type Agent struct {
	*Recorder
	Name string

	mesh       *clustermesh.ClusterMesh
	identities *cache.CachingIdentityAllocator
	lifecycle  *cell.DefaultLifecycle
	directory  string
	logger     *slog.Logger
}

// Start connects an agent of cluster name to the given peers, all of which it reads from the one store of access. It
// returns before it is connected; Status tells. The caller stops it.
func Start(ctx context.Context, name string, id uint32, access Access, peers []string, logger *slog.Logger) (*Agent, error) {
	directory, err := os.MkdirTemp("", "conformance-"+name+"-")
	if err != nil {
		return nil, err
	}
	agent := &Agent{
		Recorder:  newRecorder(),
		Name:      name,
		lifecycle: cell.NewDefaultLifecycle(nil, 0, 0),
		directory: directory,
		logger:    logger.With("agent", name),
	}
	if err := WriteConfig(directory, access, peers); err != nil {
		return nil, fmt.Errorf("configuration of %s: %w", name, err)
	}
	agent.identities = newIdentities(agent.Recorder, agent.logger)
	if agent.mesh, err = agent.newMesh(id); err != nil {
		return nil, fmt.Errorf("agent of %s: %w", name, err)
	}
	if err := agent.lifecycle.Start(agent.logger, ctx); err != nil {
		return nil, fmt.Errorf("agent of %s: %w", name, err)
	}
	return agent, nil
}

// Status is Cilium's own report, as `cilium status` shows it.
func (a *Agent) Status() []*models.RemoteCluster { return a.mesh.Status().Clusters }

// Stop disconnects, and removes the configuration directory.
func (a *Agent) Stop(ctx context.Context) error {
	err := a.lifecycle.Stop(a.logger, ctx)
	a.identities.Close()
	return errors.Join(err, os.RemoveAll(a.directory))
}

// newIdentities makes the allocator through which Cilium learns remote identities. Its own cluster's identities do not
// matter here: their store is empty and in memory.
func newIdentities(owner cache.IdentityAllocatorOwner, logger *slog.Logger) *cache.CachingIdentityAllocator {
	option.Config.IdentityAllocationMode = option.IdentityAllocationModeKVstore
	identities := cache.NewCachingIdentityAllocator(logger, owner, cache.AllocatorConfig{Timeout: patience, SyncInterval: time.Hour})
	<-identities.InitIdentityAllocator(nil, kvstore.NewInMemoryClient(statedb.New(), "own"))
	return identities
}

func (a *Agent) newMesh(id uint32) (*clustermesh.ClusterMesh, error) {
	configuration := clustermesh.Configuration{
		Config:                common.Config{ClusterMeshConfig: a.directory},
		ClusterInfo:           types.ClusterInfo{ID: id, Name: a.Name, MaxConnectedClusters: types.ClusterIDMax},
		RemoteClientFactory:   common.DefaultRemoteClientFactory(kvstore.Config{KVStoreLeaseTTL: defaults.KVstoreLeaseTTL}),
		ServiceMerger:         a.Recorder,
		NodeObserver:          a.Recorder,
		IPCache:               a.Recorder,
		RemoteIdentityWatcher: a.identities,
		ClusterIDsManager:     clustermesh.NewClusterMeshUsedIDs(id),
		Metrics:               clustermesh.NewMetrics(),
		CommonMetrics:         common.MetricsProvider(metrics.SubsystemClusterMesh)(),
		StoreFactory:          store.NewFactory(a.logger, store.MetricsProvider()),
		FeatureMetrics:        unmeasured{},
		Logger:                a.logger,
	}
	if err := a.readSlices(&configuration); err != nil {
		return nil, err
	}
	return clustermesh.NewClusterMesh(a.lifecycle, configuration), nil
}

// unmeasured drops Cilium's metrics of which features are in use.
type unmeasured struct{}

func (unmeasured) AddClusterMeshConfig(string, string) {}
func (unmeasured) DelClusterMeshConfig(string, string) {}
