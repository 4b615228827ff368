// Command conformance proves a running Fleetmesh with the cluster-mesh code of Cilium's agent.
//
// It exits with 0 if no check failed, 1 if one did, 2 if it could not start.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"fleetmesh.io/conformance/internal/check"
	"fleetmesh.io/conformance/internal/runfile"
)

const stopLimit = 20 * time.Second

type options struct {
	root            string
	file            string
	agents          string
	limit           time.Duration
	requireRestarts bool
	only            string
	verbose         bool
}

func main() {
	var given options
	flag.StringVar(&given.root, "root", ".", "the project's root, in which .fleetmesh/run.json is")
	flag.StringVar(&given.file, "run", "", "another fleet's run.json, whose paths are relative to root")
	flag.StringVar(&given.agents, "agents", "", "only agents of these members, comma-separated; all others are their peers")
	flag.DurationVar(&given.limit, "limit", time.Minute, "how long a change may take to arrive")
	flag.BoolVar(&given.requireRestarts, "require-restarts", false, "fail if there are no processes to restart")
	flag.StringVar(&given.only, "only", "", "only the checks of these names, comma-separated, after ready")
	flag.BoolVar(&given.verbose, "verbose", false, "show what Cilium's code logs")
	flag.Parse()

	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	passed, err := run(ctx, given)
	cancel()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(2)
	case !passed:
		os.Exit(1)
	}
}

func run(ctx context.Context, given options) (bool, error) {
	running, err := load(given)
	if err != nil {
		return false, err
	}
	fleet, err := check.Connect(ctx, running, list(given.agents), given.limit, logger(given.verbose))
	defer stop(ctx, fleet)
	if err != nil {
		return false, err
	}
	namespace := fmt.Sprintf("conformance-%d", time.Now().Unix())
	defer fleet.RemoveNamespace(ctx, namespace)

	checks := []check.Check{fleet.Ready(), fleet.Learned(), fleet.Values(), fleet.Status()}
	checks = append(checks, fleet.Follows(namespace)...)
	checks = append(checks, fleet.Addresses(namespace), fleet.Exports(namespace, logger(given.verbose)))
	checks = append(checks, fleet.Strangers(), fleet.Heartbeat(ctx))
	checks = append(checks, fleet.Restarts(namespace, given.requireRestarts)...)
	checks = append(checks, fleet.Rejoins(namespace)...)
	if given.only != "" {
		if checks, err = check.Only(checks, list(given.only)); err != nil {
			return false, err
		}
	}
	return check.Run(ctx, os.Stdout, checks), nil
}

func load(given options) (*runfile.Run, error) {
	if given.file == "" {
		return runfile.Load(given.root)
	}
	root, err := filepath.Abs(given.root)
	if err != nil {
		return nil, err
	}
	return runfile.LoadFile(given.file, root)
}

// list is of what stands between commas.
func list(text string) []string {
	return strings.FieldsFunc(text, func(letter rune) bool { return letter == ',' })
}

func stop(ctx context.Context, fleet *check.Fleet) {
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	if err := fleet.Stop(stopping); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
	}
}

func logger(verbose bool) *slog.Logger {
	level := slog.LevelError + 1
	if verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}
