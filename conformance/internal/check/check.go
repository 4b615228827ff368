// Package check holds what a running Fleetmesh is judged by.
package check

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Result is the outcome of one check: problems mean it failed, a reason to skip means it was not tried. Seen says how much
// there was to judge.
type Result struct {
	Problems []string
	Skipped  string
	Seen     string
}

// Check is one named claim about a Fleetmesh.
type Check struct {
	Name string
	Run  func(ctx context.Context) Result
	// Basic checks must hold for the ones after them to be worth trying.
	Basic bool
}

// Only leaves the checks of the given names, whole or the first words of theirs, and those that must hold before others.
func Only(checks []Check, names []string) ([]Check, error) {
	known, whole := map[string]bool{}, map[string]bool{}
	var left []Check
	for _, check := range checks {
		name, _, _ := strings.Cut(check.Name, ":")
		known[name], whole[check.Name] = true, true
		if check.Basic || slices.Contains(names, name) || slices.Contains(names, check.Name) {
			left = append(left, check)
		}
	}
	for _, name := range names {
		if !known[name] && !whole[name] {
			return nil, fmt.Errorf("no check %q; expected one of %s", name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
	}
	return left, nil
}

// Run tries all checks in order, prints a line for each as it ends, and reports whether none failed.
func Run(ctx context.Context, out io.Writer, checks []Check) bool {
	passed := true
	for number, check := range checks {
		begun := time.Now()
		result := check.Run(ctx)
		verdict := "PASS"
		switch {
		case len(result.Problems) > 0:
			verdict = "FAIL"
			passed = false
		case result.Skipped != "":
			verdict = "SKIPPED"
		}
		fmt.Fprintf(out, "%-8s%-44s%7.1fs  %s\n", verdict, check.Name, time.Since(begun).Seconds(), result.Skipped+result.Seen)
		for _, problem := range result.Problems {
			fmt.Fprintf(out, "        %s\n", strings.ReplaceAll(problem, "\n", "\n        "))
		}
		if check.Basic && len(result.Problems) > 0 {
			fmt.Fprintf(out, "%-8s%d further checks: of no use before this one passes\n", "SKIPPED", len(checks)-number-1)
			return false
		}
		if ctx.Err() != nil {
			fmt.Fprintf(out, "%-8s%d further checks: interrupted\n", "SKIPPED", len(checks)-number-1)
			return false
		}
	}
	return passed
}

const pause = 200 * time.Millisecond

// eventually repeats attempt until it has no problems left or the time is over, and gives those of the last attempt. An attempt
// that has begun in time is let finish: from one that is cut short nothing can be learned.
func eventually(ctx context.Context, limit time.Duration, attempt func(context.Context) []string) []string {
	limited, over := context.WithTimeout(ctx, limit)
	defer over()
	whole, cancel := context.WithTimeout(ctx, limit+patience)
	defer cancel()
	again := time.NewTicker(pause)
	defer again.Stop()
	for {
		problems := attempt(whole)
		if len(problems) == 0 {
			return nil
		}
		select {
		case <-limited.Done():
		case <-again.C:
		}
		if limited.Err() != nil {
			return append([]string{fmt.Sprintf("not within %s:", limit)}, problems...)
		}
	}
}

func failed(err error) Result { return Result{Problems: []string{err.Error()}} }
