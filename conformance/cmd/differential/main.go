// Command differential compares a Fleetmesh with Cilium's own clustermesh-apiserver and KVStoreMesh, both reading one real
// kube-apiserver in which a seeded generator lets things happen.
//
// It exits with 0 if both stores held the same after every burst and `fleetctl compare` tells what differs at the end, 1 if they differed, 2 if it could not start or go on.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"fleetmesh.io/conformance/internal/differential"
	"fleetmesh.io/conformance/internal/generate"
	"fleetmesh.io/conformance/internal/stack"
	"fleetmesh.io/conformance/internal/values"
)

const startLimit = 2 * time.Minute

// differ is fleetctl's exit code where there are differences, for which the objects may have a reason.
const differ = 1

var everyFamily = []values.Family{values.Nodes, values.Identities, values.IPs, values.Services, values.ServiceExports}

type options struct {
	root           string
	seed           uint64
	bursts         int
	changes        int
	families       string
	endpointSlices bool
	limit          time.Duration
	basePort       int
	keep           bool
}

func main() {
	var given options
	flag.StringVar(&given.root, "root", ".", "the project's root, in which ./fleetmesh and peers/bin are")
	flag.Uint64Var(&given.seed, "seed", uint64(time.Now().UnixNano()), "decides everything that happens; by default another each time")
	flag.IntVar(&given.bursts, "bursts", 10, "how often the stores are compared")
	flag.IntVar(&given.changes, "changes", 400, "changes of each burst; of the first, three times as many")
	flag.StringVar(&given.families, "families", joined(everyFamily), "some of these")
	flag.BoolVar(&given.endpointSlices, "endpoint-slices", false, "addresses by CiliumEndpointSlice, not by CiliumEndpoint")
	flag.DurationVar(&given.limit, "limit", time.Minute, "how long a burst may take to arrive")
	flag.IntVar(&given.basePort, "base-port", 31_000, "the Fleetmesh's ports are counted from here")
	flag.BoolVar(&given.keep, "keep", false, "keep the directory with everyone's logs")
	flag.Parse()

	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	passed, err := run(ctx, given)
	cancel()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "differential:", err)
		os.Exit(2)
	case !passed:
		os.Exit(1)
	}
}

func run(ctx context.Context, given options) (bool, error) {
	families, err := familiesOf(given.families)
	if err != nil {
		return false, err
	}
	root, err := filepath.Abs(given.root)
	if err != nil {
		return false, err
	}
	directory, err := os.MkdirTemp("", "differential-")
	if err != nil {
		return false, err
	}
	defer given.leave(directory)
	fmt.Printf("differential: seed %d\n", given.seed)
	begun := time.Now()
	outcome, err := given.compare(ctx, stack.Setup{Root: root, Directory: directory, StartLimit: startLimit}, families)
	if err != nil {
		return false, err
	}
	fmt.Println(closing(outcome, given.seed, time.Since(begun)))
	return outcome.Passed, nil
}

func (o options) compare(ctx context.Context, setup stack.Setup, families []values.Family) (outcome differential.Outcome, err error) {
	told := stack.Options{
		EndpointSlices: o.endpointSlices,
		ServiceExports: slices.Contains(families, values.ServiceExports),
	}
	kubernetes, err := stack.StartKubernetes(ctx, setup, told)
	defer func() { err = errors.Join(err, kubernetes.Stop()) }()
	if err != nil {
		return outcome, err
	}
	both := &sides{setup: setup, kubernetes: kubernetes, basePort: o.basePort, options: told}
	defer func() { err = errors.Join(err, both.stop()) }()
	return differential.Run(ctx, os.Stdout, differential.Settings{
		Generate: generate.Settings{
			Seed: o.seed, Cluster: stack.Source, ClusterID: stack.SourceID, Families: families, EndpointSlices: o.endpointSlices,
		},
		Bursts: o.bursts, Changes: o.changes, Limit: o.limit,
	}, kubernetes.API, both.start)
}

// leave removes what was written, unless it is wanted.
func (o options) leave(directory string) {
	if o.keep {
		fmt.Println("differential: logs are in", directory)
		return
	}
	_ = os.RemoveAll(directory)
}

// sides start and stop at the same time.
type sides struct {
	setup      stack.Setup
	kubernetes *stack.Kubernetes
	options    stack.Options
	basePort   int
	native     *stack.Native
	fleetmesh  *stack.Fleetmesh
}

func (s *sides) start(ctx context.Context) (differential.Sides, error) {
	var starting sync.WaitGroup
	var failures [2]error
	starting.Go(func() { s.native, failures[0] = stack.StartNative(ctx, s.setup, s.kubernetes, s.options) })
	starting.Go(func() { s.fleetmesh, failures[1] = stack.StartFleetmesh(ctx, s.setup, s.kubernetes, s.basePort) })
	starting.Wait()
	return differential.Sides{Native: s.native.Store, Fleetmesh: s.fleetmesh.Store, Told: s.told}, errors.Join(failures[:]...)
}

// told is what an operator is told who compares the source's native mesh with what would be served here.
func (s *sides) told(ctx context.Context) (string, error) {
	compare := exec.CommandContext(ctx, filepath.Join(s.setup.Root, "fleetmesh"), "ctl", "compare", stack.Source,
		"--etcd-endpoint", s.native.Endpoint, "--store", s.fleetmesh.HTTP)
	var complaints bytes.Buffer
	compare.Stderr = &complaints
	output, err := compare.Output()
	if compare.ProcessState != nil && compare.ProcessState.ExitCode() == differ {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("fleetctl compare: %w\n%s", err, complaints.String())
	}
	return string(output), err
}

func (s *sides) stop() error {
	if s.native == nil {
		return nil
	}
	var stopping sync.WaitGroup
	var failures [2]error
	stopping.Go(func() { failures[0] = s.native.Stop() })
	stopping.Go(func() { failures[1] = s.fleetmesh.Stop() })
	stopping.Wait()
	return errors.Join(failures[:]...)
}

func joined(families []values.Family) string {
	names := make([]string, 0, len(families))
	for _, family := range families {
		names = append(names, string(family))
	}
	return strings.Join(names, ",")
}

func familiesOf(text string) ([]values.Family, error) {
	var families []values.Family
	for _, name := range strings.Split(text, ",") {
		if !slices.Contains(everyFamily, values.Family(name)) {
			return nil, fmt.Errorf("-families %s: expected some of %v, with commas between", text, everyFamily)
		}
		families = append(families, values.Family(name))
	}
	return families, nil
}

func closing(outcome differential.Outcome, seed uint64, took time.Duration) string {
	verdict := "PASS"
	if !outcome.Passed {
		verdict = "FAIL"
	}
	line := fmt.Sprintf("%s    differential: seed %d, %d changes (%d refused by the API), %d keys at the end, %.0f s",
		verdict, seed, outcome.Changes, outcome.Refused, outcome.Keys, took.Seconds())
	for _, name := range slices.Sorted(maps.Keys(outcome.Intended)) {
		line += fmt.Sprintf("\n        on purpose: %s: up to %d keys", name, outcome.Intended[name])
	}
	return line
}
