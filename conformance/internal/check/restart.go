package check

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/kube"
	"fleetmesh.io/conformance/internal/runfile"
)

const (
	patience = 10 * time.Second
	// restartLimits is how many limits of a change a service may take to be ready again, and its consumers to be connected again.
	restartLimits = 3
)

// Restarts claims of each service of Fleetmesh that what changes while it is away arrives after, and that no agent is told of
// a spurious delete. Without processes to restart it is skipped, or fails if required.
func (f *Fleet) Restarts(namespace string, required bool) []Check {
	if len(f.Run.Processes) == 0 {
		return []Check{{Name: "restarts: every service", Run: func(context.Context) Result {
			const reason = "no processes: start './fleetmesh up --processes'"
			if required {
				return Result{Problems: []string{reason}}
			}
			return Result{Skipped: reason}
		}}}
	}
	var checks []Check
	for _, service := range f.Run.Services {
		checks = append(checks, Check{Name: "restarts: " + service.Name, Run: func(ctx context.Context) Result {
			return f.restart(ctx, service, namespace)
		}})
	}
	return checks
}

// restart changes one known service and deletes another while one of Fleetmesh's services is away.
func (f *Fleet) restart(ctx context.Context, service runfile.Service, namespace string) Result {
	cluster := f.Clusters[0]
	stays, err := f.learnedProbe(ctx, cluster, namespace, "stays")
	defer f.retire(ctx, stays)
	if err != nil {
		return failed(err)
	}
	goes, err := f.learnedProbe(ctx, cluster, namespace, "goes")
	defer f.retire(ctx, goes)
	if err != nil {
		return failed(err)
	}
	since := f.mark()
	changed := func() error { return errors.Join(stays.Move(ctx, secondAddress), goes.Delete(ctx)) }
	if err := f.whileAway(ctx, service.Name, changed); err != nil {
		return failed(err)
	}
	problems := f.recovered(ctx, service)
	for key, kind := range map[string]agent.Kind{stays.Key(): agent.Updated, goes.Key(): agent.Deleted} {
		event := agent.Event{Kind: kind, Family: agent.ServiceFamily, Key: key}
		problems = append(problems, f.arrived(ctx, since, cluster.Member.Name, event)...)
	}
	if problems == nil {
		// What was on its way when the service came back is before this one.
		problems = f.moves(ctx, stays, firstAddress)
	}
	return Result{Problems: append(problems, f.deletes(since, goes.Key())...)}
}

// whileAway stops a service, makes a change, and starts the service: another process.
func (f *Fleet) whileAway(ctx context.Context, service string, change func() error) error {
	before, err := f.pid(service)
	if err != nil {
		return err
	}
	if err := f.command(ctx, "stop", service); err != nil {
		return err
	}
	changed := change()
	// Also when interrupted: what was stopped is started again.
	if err := f.command(context.WithoutCancel(ctx), "start", service); err != nil {
		return err
	}
	return errors.Join(changed, f.replaced(ctx, service, before))
}

// replaced waits for a process other than the one before.
func (f *Fleet) replaced(ctx context.Context, service, before string) error {
	problems := eventually(ctx, f.Limit, func(context.Context) []string {
		if after, err := f.pid(service); err != nil || after == "" || after == before {
			return []string{fmt.Sprintf("%s: process %s before, %s after the restart: %v", service, before, after, err)}
		}
		return nil
	})
	if problems == nil {
		return nil
	}
	return errors.New(strings.Join(problems, "\n"))
}

// moves gives a probe another address and waits until all others know.
func (f *Fleet) moves(ctx context.Context, probe *kube.Probe, address string) []string {
	since := f.mark()
	if err := probe.Move(ctx, address); err != nil {
		return []string{err.Error()}
	}
	return f.arrived(ctx, since, probe.Cluster(), agent.Event{Kind: agent.Updated, Family: agent.ServiceFamily, Key: probe.Key()})
}

// learnedProbe makes a global service and waits until all others know it.
func (f *Fleet) learnedProbe(ctx context.Context, cluster *kube.Cluster, namespace, name string) (*kube.Probe, error) {
	since := f.mark()
	probe, err := cluster.CreateProbe(ctx, namespace, name, firstAddress)
	if err != nil {
		return probe, err
	}
	if err := probe.Annotate(ctx, map[string]*string{"service.cilium.io/global": &yes}); err != nil {
		return probe, err
	}
	event := agent.Event{Kind: agent.Updated, Family: agent.ServiceFamily, Key: probe.Key()}
	if problems := f.arrived(ctx, since, cluster.Member.Name, event); problems != nil {
		return probe, fmt.Errorf("a new service does not arrive: %s", strings.Join(problems, "\n"))
	}
	return probe, nil
}

// recovered waits until the service is ready, all agents find all peers ready, and they know what they must.
func (f *Fleet) recovered(ctx context.Context, service runfile.Service) []string {
	return eventually(ctx, restartLimits*f.Limit, func(ctx context.Context) []string {
		if err := healthy(ctx, service); err != nil {
			return []string{err.Error()}
		}
		if problems := f.unready(); problems != nil {
			return problems
		}
		return f.differences(ctx)
	})
}

func healthy(ctx context.Context, service runfile.Service) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, http.MethodGet, service.HTTP+"/q/health/ready", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("%s is not ready: %w", service.Name, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not ready: HTTP %d", service.Name, response.StatusCode)
	}
	return nil
}

func (f *Fleet) pid(service string) (string, error) {
	process, there := f.Run.Process(service)
	if !there {
		return "", fmt.Errorf("run.json names no process of %s", service)
	}
	content, err := os.ReadFile(process.PidFile)
	return strings.TrimSpace(string(content)), err
}

// command runs './fleetmesh service ACTION NAME', in a process group of its own so that an interrupt at the terminal does
// not reach the service it starts. The service gets the environment given beside ours.
func (f *Fleet) command(ctx context.Context, action, name string, environment ...string) error {
	command := exec.CommandContext(ctx, filepath.Join(f.Run.Root, "fleetmesh"), "service", action, name)
	command.Dir = f.Run.Root
	command.Env = append(os.Environ(), environment...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.WaitDelay = patience
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("fleetmesh service %s %s: %w: %s", action, name, err, strings.TrimSpace(string(output)))
	}
	return nil
}
