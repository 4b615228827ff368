package differential

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/cilium/cilium/pkg/clustermesh/store"
	"github.com/cilium/cilium/pkg/kvstore"

	"fleetmesh.io/conformance/internal/check"
	"fleetmesh.io/conformance/internal/compare"
	"fleetmesh.io/conformance/internal/expected"
	"fleetmesh.io/conformance/internal/generate"
	"fleetmesh.io/conformance/internal/intended"
	"fleetmesh.io/conformance/internal/storeview"
	"fleetmesh.io/conformance/internal/values"
)

const pause = 100 * time.Millisecond

// compared are the prefixes that both sides must agree on.
var compared = []string{
	kvstore.JoinKey(kvstore.BaseKeyPrefix, "cache") + "/",
	kvstore.ClusterConfigPrefix + "/",
	kvstore.SyncedPrefix + "/",
}

// verdict is what one look at both sides has shown.
type verdict struct {
	keys        int
	intended    map[string]int
	explained   map[string]bool
	differences []compare.Difference
	// problems are what is wrong with the Fleetmesh's side by itself.
	problems []string
	// late says what has not arrived at all.
	late []string
}

func (v verdict) equal() bool { return len(v.differences)+len(v.problems)+len(v.late) == 0 }

// settle looks until both sides are equal or the time is over, and gives the last verdict.
func (r *run) settle(ctx context.Context, marks []generate.Mark) (verdict, error) {
	limited, cancel := context.WithTimeout(ctx, r.settings.Limit)
	defer cancel()
	again := time.NewTicker(pause)
	defer again.Stop()
	last := verdict{late: []string{"neither side has answered"}}
	for {
		found, err := r.look(limited, marks)
		if err == nil {
			last = found
		}
		if err == nil && found.equal() {
			return found, nil
		}
		select {
		case <-limited.Done():
			if ctx.Err() != nil {
				return last, ctx.Err()
			}
			if err != nil && !errors.Is(err, context.DeadlineExceeded) {
				return last, err
			}
			return last, nil
		case <-again.C:
		}
	}
}

func (r *run) look(ctx context.Context, marks []generate.Mark) (verdict, error) {
	late, err := r.late(ctx, marks)
	if err != nil || len(late) > 0 {
		return verdict{late: late}, err
	}
	native, err := read(ctx, r.sides.Native)
	if err != nil {
		return verdict{}, fmt.Errorf("native store: %w", err)
	}
	fleetmesh, err := read(ctx, r.sides.Fleetmesh)
	if err != nil {
		return verdict{}, fmt.Errorf("fleetmesh's store: %w", err)
	}
	found := verdict{keys: len(native), intended: map[string]int{}, explained: map[string]bool{}, problems: r.problems(fleetmesh)}
	counted := map[string]bool{}
	for _, difference := range compare.Stores(native, fleetmesh) {
		row, explained := intended.Explain(difference, r.world)
		if !explained {
			found.differences = append(found.differences, difference)
			continue
		}
		found.explained[difference.Key] = true
		if !counted[row.Case+difference.Key] {
			counted[row.Case+difference.Key] = true
			found.intended[row.Case]++
		}
	}
	return found, nil
}

func (r *run) late(ctx context.Context, marks []generate.Mark) ([]string, error) {
	var late []string
	for side, store := range map[string]*storeview.Store{"native": r.sides.Native, "fleetmesh": r.sides.Fleetmesh} {
		for _, mark := range marks {
			value, err := store.Get(ctx, mark.Key)
			if err != nil {
				return nil, fmt.Errorf("%s store: %w", side, err)
			}
			if !strings.Contains(string(value), mark.Text) {
				late = append(late, fmt.Sprintf("%s: %s is not in %s: %s", side, mark.Text, mark.Key, value))
			}
		}
	}
	return late, nil
}

// problems are what Cilium's readers would refuse of a Fleetmesh's side, and where it is not what the objects call for:
// both sides might be wrong, or late, in the same way.
func (r *run) problems(held map[string][]byte) []string {
	problems := values.Check(held)
	objects := expected.Objects{Namespaces: r.world.Namespaces(), Services: r.world.Services(), Slices: r.world.Slices()}
	member := expected.Member{Name: r.settings.Generate.Cluster, ID: r.settings.Generate.ClusterID}
	known := map[string]*store.ClusterService{}
	for text, value := range held {
		key, err := values.ParseKey(text)
		service := &store.ClusterService{}
		if err == nil && key.Family == values.Services && service.Unmarshal("", value) == nil {
			known[service.String()] = service
		}
	}
	return append(problems, check.Compare(expected.Of(member, objects), known)...)
}

func read(ctx context.Context, from *storeview.Store) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, prefix := range compared {
		held, err := from.Read(ctx, prefix)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, held)
	}
	return all, nil
}
