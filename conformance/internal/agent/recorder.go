package agent

import (
	"maps"
	"net"
	"slices"
	"strconv"
	"sync"

	"github.com/cilium/cilium/pkg/clustermesh/store"
	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/ipcache"
	nodetypes "github.com/cilium/cilium/pkg/node/types"
	"github.com/cilium/cilium/pkg/source"
)

// Kind is what an event says of an entry.
type Kind string

const (
	Updated Kind = "updated"
	Deleted Kind = "deleted"
)

// Family is the sort of entry an event is about.
type Family string

const (
	ServiceFamily  Family = "service"
	NodeFamily     Family = "node"
	IPFamily       Family = "ip"
	IdentityFamily Family = "identity"
)

// Event is one call Cilium's code made to what it would feed in a real agent.
type Event struct {
	Kind   Kind
	Family Family
	Key    string // of a service: cluster/namespace/name
}

// Recorder takes the place of an agent's load balancer, node manager, ipcache and identity owner: it keeps what it is
// told, and every call in order. It is safe for concurrent use.
type Recorder struct {
	mutex    sync.Mutex
	events   []Event
	services map[string]*store.ClusterService
}

func newRecorder() *Recorder { return &Recorder{services: map[string]*store.ClusterService{}} }

// Mark is the position after the latest event.
func (r *Recorder) Mark() int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return len(r.events)
}

// Since gives the events after a mark.
func (r *Recorder) Since(mark int) []Event {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.Clone(r.events[mark:])
}

// Services are all services known now, by cluster/namespace/name.
func (r *Recorder) Services() map[string]*store.ClusterService {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return maps.Clone(r.services)
}

func (r *Recorder) MergeExternalServiceUpdate(service *store.ClusterService) {
	r.record(Event{Updated, ServiceFamily, service.String()}, func() { r.services[service.String()] = service })
}

func (r *Recorder) MergeExternalServiceDelete(service *store.ClusterService) {
	r.record(Event{Deleted, ServiceFamily, service.String()}, func() { delete(r.services, service.String()) })
}

func (r *Recorder) NodeUpdated(node nodetypes.Node) {
	r.record(Event{Updated, NodeFamily, node.Fullname()}, nil)
}

func (r *Recorder) NodeDeleted(node nodetypes.Node) {
	r.record(Event{Deleted, NodeFamily, node.Fullname()}, nil)
}

// Upsert is told of an address; whether named ports changed does not matter here.
func (r *Recorder) Upsert(ip string, _ net.IP, _ uint8, _ *ipcache.K8sMetadata, _ ipcache.Identity) (bool, error) {
	r.record(Event{Updated, IPFamily, ip}, nil)
	return false, nil
}

func (r *Recorder) Delete(ip string, _ source.Source) bool {
	r.record(Event{Deleted, IPFamily, ip}, nil)
	return false
}

// UpdateIdentities is done as soon as it returns.
func (r *Recorder) UpdateIdentities(added, deleted identity.IdentityMap) <-chan struct{} {
	for id := range added {
		r.record(Event{Updated, IdentityFamily, strconv.FormatUint(uint64(id), 10)}, nil)
	}
	for id := range deleted {
		r.record(Event{Deleted, IdentityFamily, strconv.FormatUint(uint64(id), 10)}, nil)
	}
	done := make(chan struct{})
	close(done)
	return done
}

func (r *Recorder) GetNodeSuffix() string { return "conformance" }

func (r *Recorder) record(event Event, change func()) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.events = append(r.events, event)
	if change != nil {
		change()
	}
}
