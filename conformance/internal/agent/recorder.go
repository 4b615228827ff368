package agent

import (
	"maps"
	"net"
	"slices"
	"sync"

	"github.com/cilium/cilium/pkg/clustermesh/store"
	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/ipcache"
	nodetypes "github.com/cilium/cilium/pkg/node/types"
	"github.com/cilium/cilium/pkg/source"

	"fleetmesh.io/conformance/internal/expected"
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
	SliceFamily    Family = "slice"
)

// Event is one call Cilium's code made to what it would feed in a real agent.
type Event struct {
	Kind   Kind
	Family Family
	Key    string // of a service and of a slice: cluster/namespace/name
}

// Recorder takes the place of an agent's load balancer, node manager, ipcache and identity owner: it keeps what it is
// told, and every call in order. It is safe for concurrent use.
type Recorder struct {
	mutex    sync.Mutex
	events   []Event
	services map[string]*store.ClusterService
	slices   map[string]string
	entries  expected.Entries
}

func newRecorder() *Recorder {
	return &Recorder{services: map[string]*store.ClusterService{}, slices: map[string]string{}, entries: expected.NewEntries()}
}

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

// Slices are all endpoint slices known now, by cluster/namespace/name.
func (r *Recorder) Slices() map[string]string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return maps.Clone(r.slices)
}

// Entries are all nodes, identities and addresses known now.
func (r *Recorder) Entries() expected.Entries {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.entries.Clone()
}

func (r *Recorder) MergeExternalServiceUpdate(service *store.ClusterService) {
	r.record(Event{Updated, ServiceFamily, service.String()}, func() { r.services[service.String()] = service })
}

func (r *Recorder) MergeExternalServiceDelete(service *store.ClusterService) {
	r.record(Event{Deleted, ServiceFamily, service.String()}, func() { delete(r.services, service.String()) })
}

func (r *Recorder) NodeUpdated(node nodetypes.Node) {
	r.record(Event{Updated, NodeFamily, node.Fullname()}, func() { r.entries.Nodes[node.Fullname()] = expected.NodeText(node) })
}

func (r *Recorder) NodeDeleted(node nodetypes.Node) {
	r.record(Event{Deleted, NodeFamily, node.Fullname()}, func() { delete(r.entries.Nodes, node.Fullname()) })
}

// Upsert is told of an address; whether named ports changed does not matter here.
func (r *Recorder) Upsert(ip string, host net.IP, key uint8, pod *ipcache.K8sMetadata, id ipcache.Identity) (bool, error) {
	known := expected.Address{Identity: id.ID, Host: host.String(), Key: key}
	if pod != nil {
		known.Namespace, known.Pod = pod.Namespace, pod.PodName
	}
	r.record(Event{Updated, IPFamily, ip}, func() { r.entries.Addresses[ip] = known.String() })
	return false, nil
}

func (r *Recorder) Delete(ip string, _ source.Source) bool {
	r.record(Event{Deleted, IPFamily, ip}, func() { delete(r.entries.Addresses, ip) })
	return false
}

// UpdateIdentities is done as soon as it returns.
func (r *Recorder) UpdateIdentities(added, deleted identity.IdentityMap) <-chan struct{} {
	for id, labels := range added {
		r.record(Event{Updated, IdentityFamily, id.StringID()}, func() { r.entries.Identities[id] = expected.LabelText(labels) })
	}
	for id := range deleted {
		r.record(Event{Deleted, IdentityFamily, id.StringID()}, func() { delete(r.entries.Identities, id) })
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
	change()
}
