package stack

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"fleetmesh.io/conformance/internal/process"
	"fleetmesh.io/conformance/internal/runfile"
	"fleetmesh.io/conformance/internal/storeview"
	"fleetmesh.io/conformance/internal/values"
)

// Fleetmesh has the source as a member, and a consumer that gives nothing to the mesh.
type Fleetmesh struct {
	// Store is the consumer's, reached as its agents would.
	Store *storeview.Store
	// HTTP is where the store says what it would serve of each member.
	HTTP     string
	consumer *emptyCluster
	up       *process.Process
}

// StartFleetmesh returns once the consumer's store says that it is complete. The caller stops it, also after an error.
func StartFleetmesh(ctx context.Context, setup Setup, source *Kubernetes, basePort int) (*Fleetmesh, error) {
	fleetmesh := &Fleetmesh{}
	var err error
	if fleetmesh.consumer, err = startEmptyCluster(setup); err != nil {
		return fleetmesh, err
	}
	home := setup.file("fleet")
	fleetmesh.up, err = process.Start("fleetmesh", setup.Directory, filepath.Join(setup.Root, "fleetmesh"),
		"up", "--processes", "--home="+home, fmt.Sprintf("--base-port=%d", basePort),
		"--member", Source+"="+source.Kubeconfig, fmt.Sprintf("--cluster-id=%d", SourceID),
		"--member", Consumer+"="+fleetmesh.consumer.kubeconfig, fmt.Sprintf("--cluster-id=%d", ConsumerID))
	if err != nil {
		return fleetmesh, err
	}
	var run *runfile.Run
	err = until(ctx, "fleetmesh", fleetmesh.up, setup.StartLimit, func(context.Context) error {
		run, err = runfile.LoadFile(filepath.Join(home, "run.json"), setup.Root)
		return err
	})
	if err != nil {
		return fleetmesh, err
	}
	if err := fleetmesh.open(run); err != nil {
		return fleetmesh, err
	}
	canary := values.Canary(values.Services, Source)
	return fleetmesh, until(ctx, "fleetmesh's store", fleetmesh.up, setup.StartLimit, present(fleetmesh.Store, canary))
}

// Stop ends it.
func (f *Fleetmesh) Stop() error {
	if f.Store != nil {
		_ = f.Store.Close()
	}
	var failures []error
	if f.up != nil {
		failures = append(failures, f.up.Stop(2*stopLimit)) // it stops processes of its own
	}
	if f.consumer != nil {
		failures = append(failures, f.consumer.stop())
	}
	return errors.Join(failures...)
}

func (f *Fleetmesh) open(run *runfile.Run) error {
	store, is := run.Service("mesh-store")
	if !is {
		return errors.New("the run has no mesh-store")
	}
	f.HTTP = store.HTTP
	for _, member := range run.Members {
		if member.Name == Consumer {
			var err error
			f.Store, err = storeview.Open(storeview.Access{
				Endpoint:             member.MeshStore,
				CertificateAuthority: member.CertificateAuthority,
				Certificate:          member.ClientCertificate,
				Key:                  member.ClientKey,
			})
			return err
		}
	}
	return fmt.Errorf("the run has no member %s", Consumer)
}
