package check

import (
	"context"
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
	watcher  = "member-watcher"
	// restartLimits is how many limits of a change a service may take to be ready again, and its consumers to be connected again.
	restartLimits = 3
)

// Restarts claims that no agent is told of a spurious delete while a service of Fleetmesh restarts, and that changes made
// while it was away arrive after. Without processes to restart it is skipped, or fails if required.
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
		checks = append(checks,
			Check{Name: "restarts: " + service.Name, Run: func(ctx context.Context) Result {
				return f.restart(ctx, service, namespace)
			}},
			Check{Name: "away: a change while " + service.Name + " is", Run: func(ctx context.Context) Result {
				return f.whileAway(ctx, service, namespace, agent.Updated)
			}})
		if service.Name == watcher {
			checks = append(checks, Check{Name: "away: a delete while " + service.Name + " is", Run: func(ctx context.Context) Result {
				return f.whileAway(ctx, service, namespace, agent.Deleted)
			}})
		}
	}
	return checks
}

func (f *Fleet) restart(ctx context.Context, service runfile.Service, namespace string) Result {
	since := f.mark()
	before, err := f.pid(service.Name)
	if err != nil {
		return failed(err)
	}
	if err := f.command(ctx, "restart", service.Name); err != nil {
		return failed(err)
	}
	problems := f.recovered(ctx, service)
	if after, err := f.pid(service.Name); err != nil || after == before {
		problems = append(problems, fmt.Sprintf("%s: process %s before, %s after the restart: %v", service.Name, before, after, err))
	}
	if problems == nil {
		// What was on its way when the service came back is before this one.
		probe, err := f.learnedProbe(ctx, f.Clusters[0], namespace)
		defer f.retire(ctx, probe)
		if err != nil {
			problems = []string{err.Error()}
		}
	}
	return Result{Problems: append(problems, f.deletes(since)...)}
}

// whileAway changes or deletes a known service while one of Fleetmesh's services is stopped.
func (f *Fleet) whileAway(ctx context.Context, service runfile.Service, namespace string, kind agent.Kind) Result {
	cluster := f.Clusters[0]
	probe, err := f.learnedProbe(ctx, cluster, namespace)
	defer f.retire(ctx, probe)
	if err != nil {
		return failed(err)
	}
	since := f.mark()
	if err := f.command(ctx, "stop", service.Name); err != nil {
		return failed(err)
	}
	changed := change(ctx, probe, kind)
	// Also when interrupted: what was stopped is started again.
	if err := f.command(context.WithoutCancel(ctx), "start", service.Name); err != nil {
		return failed(err)
	}
	if changed != nil {
		return failed(changed)
	}
	problems := f.recovered(ctx, service)
	event := agent.Event{Kind: kind, Family: agent.ServiceFamily, Key: probe.Key()}
	problems = append(problems, f.arrived(ctx, since, cluster.Member.Name, event)...)
	return Result{Problems: append(problems, f.deletes(since, deletable(event)...)...)}
}

func deletable(event agent.Event) []string {
	if event.Kind == agent.Deleted {
		return []string{event.Key}
	}
	return nil
}

func change(ctx context.Context, probe *kube.Probe, kind agent.Kind) error {
	if kind == agent.Deleted {
		return probe.Delete(ctx)
	}
	return probe.Move(ctx, secondAddress)
}

// learnedProbe makes a global service and waits until all others know it.
func (f *Fleet) learnedProbe(ctx context.Context, cluster *kube.Cluster, namespace string) (*kube.Probe, error) {
	since := f.mark()
	probe, err := cluster.CreateProbe(ctx, namespace, "away", firstAddress)
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
