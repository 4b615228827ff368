package check

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"github.com/cilium/cilium/pkg/kvstore"

	"fleetmesh.io/conformance/internal/runfile"
)

const heartbeatKey = kvstore.HeartbeatPath

// heartbeatLimit is when Cilium's code takes a store whose heartbeat stands still for lost.
const heartbeatLimit = 2 * kvstore.HeartbeatWriteInterval

// Heartbeat claims that the heartbeat of every member's store changes before Cilium's code would give the store up.
func (f *Fleet) Heartbeat() Check {
	return Check{Name: "heartbeat: beats in time", Run: func(ctx context.Context) Result {
		first := map[string]int64{}
		for _, member := range f.Run.Members {
			revision, err := heartbeat(ctx, member)
			if err != nil {
				return failed(err)
			}
			first[member.Name] = revision
		}
		return Result{Problems: eventually(ctx, heartbeatLimit-5*time.Second, func(ctx context.Context) []string {
			return f.still(ctx, first)
		})}
	}}
}

func (f *Fleet) still(ctx context.Context, first map[string]int64) []string {
	var problems []string
	for _, member := range f.Run.Members {
		revision, err := heartbeat(ctx, member)
		if err != nil {
			problems = append(problems, err.Error())
		} else if revision == 0 || revision == first[member.Name] {
			problems = append(problems, fmt.Sprintf("store of %s: %s still has revision %d", member.Name, heartbeatKey, revision))
		}
	}
	return problems
}

// heartbeat is the revision of the last beat, 0 if there has been none.
func heartbeat(ctx context.Context, member runfile.Member) (int64, error) {
	own, err := tls.LoadX509KeyPair(member.ClientCertificate, member.ClientKey)
	if err != nil {
		return 0, fmt.Errorf("certificate of %s: %w", member.Name, err)
	}
	response, err := read(ctx, member, heartbeatKey, own)
	if err != nil {
		return 0, fmt.Errorf("store of %s: %w", member.Name, err)
	}
	if len(response.Kvs) == 0 {
		return 0, nil
	}
	return response.Kvs[0].ModRevision, nil
}
