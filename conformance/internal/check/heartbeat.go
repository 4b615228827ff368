package check

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/cilium/cilium/pkg/kvstore"
)

// heartbeatLimit is a bit less than the time after which Cilium's code takes a store without heartbeat for lost.
const heartbeatLimit = 2*kvstore.HeartbeatWriteInterval - 5*time.Second

// Heartbeat claims that a watch of every store that is read tells of a heartbeat before Cilium's code would give the store up. It
// watches from now on, while other checks run.
func (f *Fleet) Heartbeat(ctx context.Context) Check {
	found := make(chan []string, 1)
	go func() { found <- f.still(ctx, heartbeatLimit) }()
	return Check{Name: "heartbeat: beats in time", Run: func(context.Context) Result { return Result{Problems: <-found} }}
}

// still names the stores that do not beat within a limit.
func (f *Fleet) still(ctx context.Context, limit time.Duration) []string {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	readers := f.readers()
	found := make([]error, len(readers))
	var watching sync.WaitGroup
	for number, member := range readers {
		watching.Go(func() { found[number] = beat(limited, member) })
	}
	watching.Wait()
	var problems []string
	for number, err := range found {
		if err != nil {
			problems = append(problems, fmt.Sprintf("store of %s: no heartbeat: %v", readers[number].Name, err))
		}
	}
	return problems
}
