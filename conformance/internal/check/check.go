// Package check holds what a running Fleetmesh is judged by.
package check

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// Result is the outcome of one check: problems mean it failed, a reason to skip means it was not tried.
type Result struct {
	Problems []string
	Skipped  string
}

// Check is one named claim about a Fleetmesh.
type Check struct {
	Name string
	Run  func(ctx context.Context) Result
}

// Run tries all checks in order, prints a line for each as it ends, and reports whether none failed.
func Run(ctx context.Context, out io.Writer, checks []Check) bool {
	passed := true
	for _, check := range checks {
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
		fmt.Fprintf(out, "%-8s%-44s%7.1fs  %s\n", verdict, check.Name, time.Since(begun).Seconds(), result.Skipped)
		for _, problem := range result.Problems {
			fmt.Fprintf(out, "        %s\n", strings.ReplaceAll(problem, "\n", "\n        "))
		}
	}
	return passed
}

const pause = 200 * time.Millisecond

// eventually repeats attempt until it has no problems left or the time is over, and gives those of the last attempt.
func eventually(ctx context.Context, limit time.Duration, attempt func(context.Context) []string) []string {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	again := time.NewTicker(pause)
	defer again.Stop()
	for {
		problems := attempt(limited)
		if len(problems) == 0 {
			return nil
		}
		select {
		case <-limited.Done():
			return append([]string{fmt.Sprintf("not within %s:", limit)}, problems...)
		case <-again.C:
		}
	}
}

func failed(err error) Result { return Result{Problems: []string{err.Error()}} }
