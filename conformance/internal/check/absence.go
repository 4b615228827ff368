package check

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/runfile"
	"fleetmesh.io/conformance/internal/values"
)

// absence is the time in which a member is removed, and what the stores of all others tell of it.
type absence struct {
	fleet     *Fleet
	member    runfile.Member
	histories []*history
	over      bool
}

// remove says the operator's word, and waits until all others' stores have heard it and the member's own agents are refused.
// The absence must be ended, also after an error.
func (f *Fleet) remove(ctx context.Context, member runfile.Member) (*absence, error) {
	a := &absence{fleet: f, member: member}
	certificate, err := own(member)
	if err != nil {
		return a, err
	}
	for _, peer := range f.Run.Peers(member.Name) {
		watched, err := watchStore(ctx, peer)
		if err != nil {
			return a, err
		}
		a.histories = append(a.histories, watched)
	}
	if err := f.command(ctx, "restart", controller, removedSetting+member.Name); err != nil {
		return a, err
	}
	problems := eventually(ctx, f.Limit, func(ctx context.Context) []string {
		return append(a.lacks(a.told(agent.Deleted)), refusedOwn(ctx, member, certificate)...)
	})
	if problems != nil {
		return a, fmt.Errorf("%s is not removed: %s", member.Name, strings.Join(problems, "\n"))
	}
	return a, nil
}

func refusedOwn(ctx context.Context, member runfile.Member, certificate tls.Certificate) []string {
	return refused(ctx, member, "certificate of "+member.Name+", which is removed", certificate)
}

// told is the first word that the stores tell of the member's end, and of its return.
func (a *absence) told(kind agent.Kind) told {
	return told{kind, values.Key{Family: values.ClusterConfig, Cluster: a.member.Name}}
}

func (a *absence) lacks(event told) []string {
	var problems []string
	for _, each := range a.histories {
		problems = append(problems, each.lacks(event)...)
	}
	return problems
}

// joinAgain takes the operator's word back, and waits until everybody knows what they must.
func (a *absence) joinAgain(ctx context.Context) []string {
	a.over = true
	problems := a.fleet.putBack(ctx, controller)
	return append(problems, eventually(ctx, a.fleet.Limit, func(context.Context) []string {
		return a.lacks(a.told(agent.Updated))
	})...)
}

// end joins the member again if it has not, and stops watching.
func (a *absence) end(ctx context.Context) {
	if !a.over {
		a.fleet.putBack(ctx, controller)
	}
	for _, each := range a.histories {
		each.close()
	}
}

// order says where what the stores told of the member's end and return was not in its order.
func (a *absence) order() []string {
	var problems []string
	for _, each := range a.histories {
		deletes, err := each.all(agent.Deleted)
		updates, again := each.all(agent.Updated)
		if err := errors.Join(err, again); err != nil {
			return []string{each.say("%v", err)}
		}
		var gone []values.Key
		for _, event := range deletes {
			gone = append(gone, event.key)
			if event.key.Cluster != a.member.Name {
				problems = append(problems, each.say("spurious delete: %s", event))
			}
		}
		for _, problem := range slices.Concat(goesInOrder(deletes), comesInOrder(updates, gone)) {
			problems = append(problems, each.say("%s", problem))
		}
	}
	return problems
}

// set restarts a service with the environment given beside its own configuration, and waits until all have recovered.
func (f *Fleet) set(ctx context.Context, name string, environment ...string) []string {
	if err := f.command(ctx, "restart", name, environment...); err != nil {
		return []string{err.Error()}
	}
	return f.recoveredBy(ctx, name)
}

// putBack restarts a service with its own configuration alone, also when the check was cancelled.
func (f *Fleet) putBack(ctx context.Context, name string) []string {
	ctx = context.WithoutCancel(ctx)
	if err := f.command(ctx, "restart", name); err != nil {
		// One that has ended by itself cannot be stopped, but started.
		if f.command(ctx, "start", name) != nil {
			return []string{err.Error()}
		}
	}
	return f.recoveredBy(ctx, name)
}

func (f *Fleet) recoveredBy(ctx context.Context, name string) []string {
	service, there := f.Run.Service(name)
	if !there {
		return []string{"run.json names no service " + name}
	}
	return f.recovered(ctx, service)
}
