// Package stack starts what the differential compares: a real kube-apiserver, and beside each other, both reading it,
// Cilium's own clustermesh-apiserver with KVStoreMesh and a Fleetmesh.
package stack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fleetmesh.io/conformance/internal/process"
	"fleetmesh.io/conformance/internal/storeview"
)

const (
	pause     = 50 * time.Millisecond
	stopLimit = 20 * time.Second
)

// Setup is what all parts are started with. Programs are those of peers/bin below Root; everything that is written goes
// into Directory.
type Setup struct {
	Root      string
	Directory string
	// StartLimit is how long a part may take to be ready.
	StartLimit time.Duration
}

func (s Setup) program(name string) (string, error) {
	file := filepath.Join(s.Root, "peers", "bin", name)
	if _, err := os.Stat(file); err != nil {
		return "", fmt.Errorf("%w: './fleetmesh conformance' builds it", err)
	}
	return file, nil
}

func (s Setup) file(name string) string { return filepath.Join(s.Directory, name) }

// etcd is an open etcd of our own.
type etcd struct {
	*process.Process
	endpoint string
}

func startEtcd(setup Setup, name string) (*etcd, error) {
	program, err := setup.program("etcd")
	if err != nil {
		return nil, err
	}
	client, err := process.FreePort()
	if err != nil {
		return nil, err
	}
	peer, err := process.FreePort()
	if err != nil {
		return nil, err
	}
	endpoint, peers := fmt.Sprintf("http://127.0.0.1:%d", client), fmt.Sprintf("http://127.0.0.1:%d", peer)
	started, err := process.Start(name, setup.Directory, program,
		"--data-dir="+setup.file(name+".data"),
		"--unsafe-no-fsync", // nothing here outlives its machine
		"--listen-client-urls="+endpoint, "--advertise-client-urls="+endpoint,
		"--listen-peer-urls="+peers, "--initial-advertise-peer-urls="+peers, "--initial-cluster=default="+peers)
	if err != nil {
		return nil, err
	}
	return &etcd{started, endpoint}, nil
}

// parts end in the reverse order of their start.
type parts []*process.Process

func (p parts) stop() error {
	var failures []error
	for number := len(p) - 1; number >= 0; number-- {
		failures = append(failures, p[number].Stop(stopLimit))
	}
	return errors.Join(failures...)
}

// until waits for a condition, as long as a process lives and a limit allows.
func until(ctx context.Context, what string, of *process.Process, limit time.Duration, holds func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	again := time.NewTicker(pause)
	defer again.Stop()
	for {
		err := holds(limited)
		if err == nil {
			return nil
		}
		if ended := of.Err(); ended != nil {
			return ended
		}
		select {
		case <-limited.Done():
			return fmt.Errorf("%s: not within %s: %w\n%s", what, limit, err, of.Tail())
		case <-again.C:
		}
	}
}

// present waits for a key.
func present(store *storeview.Store, key string) func(context.Context) error {
	return func(ctx context.Context) error {
		asking, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		value, err := store.Get(asking, key)
		if err == nil && value == nil {
			return errors.New(key + " is not there")
		}
		return err
	}
}
