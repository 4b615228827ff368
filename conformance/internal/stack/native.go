package stack

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"fleetmesh.io/conformance/internal/process"
	"fleetmesh.io/conformance/internal/storeview"
	"fleetmesh.io/conformance/internal/values"
)

// The names and IDs that both sides know.
const (
	Source     = "src"
	SourceID   = 3
	Consumer   = "dst"
	ConsumerID = 1
)

// Native is Cilium's own stack: clustermesh-apiserver beside the source, KVStoreMesh beside the consumer, an etcd for each.
type Native struct {
	// Store is what the consumer's agents would read.
	Store *storeview.Store
	// Endpoint is its etcd.
	Endpoint string
	parts    parts
}

// Options of Cilium's parts that depend on what is compared.
type Options struct {
	EndpointSlices bool // addresses by CiliumEndpointSlice, not by CiliumEndpoint
	ServiceExports bool
}

// StartNative returns once the consumer's store says that it is complete. The caller stops it, also after an error.
func StartNative(ctx context.Context, setup Setup, source *Kubernetes, options Options) (*Native, error) {
	native := &Native{}
	written, err := native.startEtcd(setup, "etcd-source")
	if err != nil {
		return native, err
	}
	own, err := native.startEtcd(setup, "etcd-consumer")
	if err != nil {
		return native, err
	}
	native.Endpoint = own.endpoint
	if native.Store, err = storeview.Open(storeview.Access{Endpoint: own.endpoint}); err != nil {
		return native, err
	}
	if err := native.startWriter(setup, source, written.endpoint, options); err != nil {
		return native, err
	}
	mirror, err := native.startMirror(setup, written.endpoint, own.endpoint)
	if err != nil {
		return native, err
	}
	canary := values.Canary(values.Services, Source)
	return native, until(ctx, "KVStoreMesh", mirror, setup.StartLimit, present(native.Store, canary))
}

// Stop ends it.
func (n *Native) Stop() error {
	if n.Store != nil {
		_ = n.Store.Close()
	}
	return n.parts.stop()
}

func (n *Native) startEtcd(setup Setup, name string) (*etcd, error) {
	started, err := startEtcd(setup, name)
	if err == nil {
		n.parts = append(n.parts, started.Process)
	}
	return started, err
}

func (n *Native) startWriter(setup Setup, source *Kubernetes, store string, options Options) error {
	config, err := clientConfig(setup, "source", store)
	if err != nil {
		return err
	}
	_, err = n.start(setup, "clustermesh-apiserver", "clustermesh",
		"--cluster-name="+Source, fmt.Sprintf("--cluster-id=%d", SourceID),
		"--k8s-kubeconfig-path="+source.Kubeconfig,
		"--kvstore-opt=etcd.config="+config,
		fmt.Sprintf("--enable-cilium-endpoint-slice=%t", options.EndpointSlices),
		fmt.Sprintf("--clustermesh-enable-mcs-api=%t", options.ServiceExports))
	return err
}

func (n *Native) startMirror(setup Setup, from, to string) (*process.Process, error) {
	config, err := clientConfig(setup, "consumer", to)
	if err != nil {
		return nil, err
	}
	remotes := setup.file("remotes")
	if err := os.Mkdir(remotes, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(remotes, Source), []byte("endpoints:\n- "+from+"\n"), 0o600); err != nil {
		return nil, err
	}
	api, err := process.FreePort()
	if err != nil {
		return nil, err
	}
	return n.start(setup, "kvstoremesh", "kvstoremesh",
		"--cluster-name="+Consumer, fmt.Sprintf("--cluster-id=%d", ConsumerID),
		"--kvstore-opt=etcd.config="+config,
		"--clustermesh-config="+remotes,
		"--enable-heartbeat",
		fmt.Sprintf("--api-serve-addr=127.0.0.1:%d", api))
}

// start runs a part of clustermesh-apiserver, without the limits that would make a burst take minutes.
func (n *Native) start(setup Setup, name, command string, arguments ...string) (*process.Process, error) {
	program, err := setup.program("clustermesh-apiserver")
	if err != nil {
		return nil, err
	}
	health, err := process.FreePort()
	if err != nil {
		return nil, err
	}
	started, err := process.Start(name, setup.Directory, append([]string{program, command,
		"--kvstore-opt=etcd.qps=100000", "--kvstore-opt=etcd.maxInflight=1000",
		"--enable-gops=false",
		fmt.Sprintf("--health-port=%d", health),
		"--shell-sock-path=" + setup.file(name+".sock"),
	}, arguments...)...)
	if err == nil {
		n.parts = append(n.parts, started)
	}
	return started, err
}

func clientConfig(setup Setup, name, endpoint string) (string, error) {
	file := setup.file(name + ".etcd.yaml")
	return file, os.WriteFile(file, []byte("endpoints:\n- "+endpoint+"\n"), 0o600)
}
