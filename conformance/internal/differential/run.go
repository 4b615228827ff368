// Package differential compares, burst by burst, what two stores make of what happens in one cluster.
package differential

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"k8s.io/client-go/dynamic"

	"fleetmesh.io/conformance/internal/generate"
	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/storeview"
)

// firstBurst is so many times as large as the others: it fills the cluster, and both sides list it.
const firstBurst = 3

// Settings of a run.
type Settings struct {
	Generate generate.Settings
	Bursts   int
	Changes  int
	// Limit is how long a burst may take to arrive.
	Limit time.Duration
}

// Sides are what is compared.
type Sides struct {
	Native    *storeview.Store
	Fleetmesh *storeview.Store
	// Told is what `fleetctl compare` says of the two.
	Told func(context.Context) (string, error)
}

// Outcome is what a run has seen.
type Outcome struct {
	Changes int
	Refused int
	Keys    int
	// Intended counts, for each case of the table, the keys of which it accounted for a difference.
	Intended map[string]int
	Passed   bool
}

type run struct {
	settings  Settings
	out       io.Writer
	generator *generate.Generator
	world     *objects.World
	writer    *objects.Writer
	sides     Sides
	outcome   Outcome
	// intended are the keys that differed on purpose when the sides were looked at last.
	intended map[string]bool
}

// Run writes into the API and compares the sides, which start begins once there is something to list. An error says that
// it could not go on.
func Run(ctx context.Context, out io.Writer, settings Settings, api dynamic.Interface, start func(context.Context) (Sides, error)) (Outcome, error) {
	world := objects.NewWorld()
	r := &run{
		settings:  settings,
		out:       out,
		generator: generate.New(settings.Generate),
		world:     world,
		writer:    objects.NewWriter(api, world),
		outcome:   Outcome{Intended: map[string]int{}},
	}
	err := r.all(ctx, start)
	return r.outcome, err
}

func (r *run) all(ctx context.Context, start func(context.Context) (Sides, error)) error {
	namespaces := append(r.generator.Namespaces(), generate.FenceNamespace())
	if err := r.write(ctx, 0, namespaces); err != nil {
		return err
	}
	marks, err := r.burst(ctx, 1, firstBurst*r.settings.Changes)
	if err != nil {
		return err
	}
	if r.sides, err = start(ctx); err != nil {
		return err
	}
	for number := 1; ; number++ {
		equal, err := r.compare(ctx, number, marks)
		if err != nil || !equal {
			return err
		}
		if number == r.settings.Bursts {
			r.outcome.Passed, err = r.operator(ctx)
			return err
		}
		if marks, err = r.burst(ctx, number+1, r.settings.Changes); err != nil {
			return err
		}
	}
}

// burst writes changes, and behind them a fence.
func (r *run) burst(ctx context.Context, number, changes int) ([]generate.Mark, error) {
	if err := r.write(ctx, number, r.generator.Burst(changes)); err != nil {
		return nil, err
	}
	fence, marks := r.generator.Fence(number)
	return marks, r.write(ctx, number, fence)
}

func (r *run) write(ctx context.Context, number int, changes []objects.Change) error {
	begun := time.Now()
	refused, err := r.writer.Write(ctx, number, changes)
	r.outcome.Changes += len(changes)
	r.outcome.Refused += refused
	if err == nil && len(changes) > fenceSize {
		fmt.Fprintf(r.out, "burst %-3d%5d changes, %d refused, written in %.1f s\n", number, len(changes), refused, time.Since(begun).Seconds())
	}
	return err
}

// fenceSize is more than a fence has.
const fenceSize = 10

func (r *run) compare(ctx context.Context, number int, marks []generate.Mark) (bool, error) {
	begun := time.Now()
	verdict, err := r.settle(ctx, marks)
	if err != nil {
		return false, err
	}
	r.outcome.Keys, r.intended = verdict.keys, verdict.explained
	for _, name := range slices.Sorted(maps.Keys(verdict.intended)) {
		r.outcome.Intended[name] = max(r.outcome.Intended[name], verdict.intended[name])
	}
	if verdict.equal() {
		fmt.Fprintf(r.out, "         %5d keys, equal but for %d on purpose, after %.1f s\n", verdict.keys, total(verdict.intended), time.Since(begun).Seconds())
		return true, nil
	}
	r.report(number, verdict)
	return false, nil
}

// operator looks as one does before a member joins: what fleetctl tells him is right.
func (r *run) operator(ctx context.Context) (bool, error) {
	output, err := r.sides.Told(ctx)
	if err != nil {
		return false, err
	}
	found := faults(output, r.intended)
	for _, fault := range found {
		fmt.Fprintf(r.out, "fleetctl compare %s\n", fault)
	}
	if len(found) > 0 {
		fmt.Fprint(r.out, output)
		return false, nil
	}
	told, _ := toldBy(output)
	fmt.Fprintf(r.out, "         fleetctl compare tells %s\n", count(told))
	return true, nil
}

func total(counts map[string]int) int {
	sum := 0
	for _, count := range counts {
		sum += count
	}
	return sum
}
