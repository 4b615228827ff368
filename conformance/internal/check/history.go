package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/cilium/cilium/pkg/kvstore"
	clientv3 "go.etcd.io/etcd/client/v3"

	"fleetmesh.io/conformance/internal/agent"
	"fleetmesh.io/conformance/internal/runfile"
	"fleetmesh.io/conformance/internal/storeview"
	"fleetmesh.io/conformance/internal/values"
)

// told is one event of a watch.
type told struct {
	kind agent.Kind
	key  values.Key
}

func (t told) String() string {
	return fmt.Sprintf("%s of %s %s", t.key.Family, t.key.Cluster, t.key.Name)
}

// history is what a watch of all of a member's store tells, in its order, while the store runs. It is safe for concurrent use.
type history struct {
	member string
	store  *storeview.Store
	cancel context.CancelFunc
	ended  chan struct{}

	mutex  sync.Mutex
	events []told
	err    error
}

// watchStore returns once the store watches. The caller closes it.
func watchStore(ctx context.Context, member runfile.Member) (*history, error) {
	store, err := open(member)
	if err != nil {
		return nil, err
	}
	watching, cancel := context.WithCancel(ctx)
	changes, err := store.Watch(watching, kvstore.BaseKeyPrefix+"/")
	if err != nil {
		cancel()
		return nil, errors.Join(fmt.Errorf("store of %s: %w", member.Name, err), store.Close())
	}
	h := &history{member: member.Name, store: store, cancel: cancel, ended: make(chan struct{})}
	go h.keep(watching, changes)
	return h, nil
}

func (h *history) keep(ctx context.Context, changes clientv3.WatchChan) {
	defer close(h.ended)
	for response := range changes {
		h.add(response)
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.err == nil && ctx.Err() == nil {
		h.err = errors.New("the watch ended")
	}
}

func (h *history) add(response clientv3.WatchResponse) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.err = errors.Join(h.err, response.Err())
	for _, event := range response.Events {
		key, err := values.ParseKey(string(event.Kv.Key))
		h.err = errors.Join(h.err, err)
		kind := agent.Updated
		if event.Type == clientv3.EventTypeDelete {
			kind = agent.Deleted
		}
		h.events = append(h.events, told{kind, key})
	}
}

// close ends the watch; what it told stays.
func (h *history) close() {
	h.cancel()
	<-h.ended
	_ = h.store.Close() // nothing is written by it
}

// all are the events of one kind, and what went wrong with the watch.
func (h *history) all(kind agent.Kind) ([]told, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return slices.DeleteFunc(slices.Clone(h.events), func(event told) bool { return event.kind != kind }), h.err
}

// lacks says that an event has not been told yet.
func (h *history) lacks(event told) []string {
	events, err := h.all(event.kind)
	if err != nil {
		return []string{h.say("%v", err)}
	}
	if slices.Contains(events, event) {
		return nil
	}
	return []string{h.say("not told that %s is %s", event, event.kind)}
}

func (h *history) say(format string, values ...any) string {
	return "store of " + h.member + ": " + fmt.Sprintf(format, values...)
}

// goesInOrder says where deletes are not in KVStoreMesh's order, which lets readers tell an end from a gap: the cluster
// config, the canaries, the data; an address before its identity, without which policies drop it.
func goesInOrder(deletes []told) []string {
	is := func(families ...values.Family) func(told) bool {
		return func(event told) bool { return slices.Contains(families, event.key.Family) }
	}
	problems := precedes(deletes, is(values.ClusterConfig), is(values.Synced))
	problems = append(problems, precedes(deletes, is(values.Synced), isData)...)
	return append(problems, precedes(deletes, is(values.IPs), is(values.Identities))...)
}

// comesInOrder says where a cluster that joins is not written in the order in which agents read: its config before its data,
// each family's data, as much of it as there was, before the family's canary.
func comesInOrder(updates []told, before []values.Key) []string {
	first := firstOfEach(updates)
	problems := precedes(first, func(event told) bool { return event.key.Family == values.ClusterConfig }, isData)
	for _, family := range values.Cached {
		problems = append(problems, precedes(first,
			func(event told) bool { return event.key.Family == family && slices.Contains(before, event.key) },
			func(event told) bool { return event.key.Family == values.Synced && event.key.Name == string(family) })...)
	}
	return problems
}

func isData(event told) bool { return slices.Contains(values.Cached, event.key.Family) }

// firstOfEach leaves out what is told of a key again.
func firstOfEach(events []told) []told {
	seen := map[values.Key]bool{}
	return slices.DeleteFunc(slices.Clone(events), func(event told) bool {
		again := seen[event.key]
		seen[event.key] = true
		return again
	})
}

// precedes says which events that must be first came after one that must be later.
func precedes(events []told, earlier, later func(told) bool) []string {
	from := slices.IndexFunc(events, later)
	if from < 0 {
		return nil
	}
	var problems []string
	for _, event := range events[from:] {
		if earlier(event) {
			problems = append(problems, fmt.Sprintf("%s is %s after %s", event, event.kind, events[from]))
		}
	}
	return problems
}
