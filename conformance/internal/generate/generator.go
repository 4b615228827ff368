// Package generate makes up, from a seed, what happens in a cluster: objects come, change and go, odd ones included. Equal
// settings give equal changes.
package generate

import (
	"math/rand/v2"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/values"
)

// Settings decide everything that is generated.
type Settings struct {
	Seed uint64
	// Cluster and ClusterID are those of the cluster, which identities carry.
	Cluster   string
	ClusterID uint32
	Families  []values.Family
	// EndpointSlices has addresses in CiliumEndpointSlices, not in CiliumEndpoints.
	EndpointSlices bool
}

// step is one thing that may happen, so often.
type step struct {
	often int
	do    func()
}

// Generator knows what it has asked for, not what became of it. Not for concurrent use.
type Generator struct {
	settings   Settings
	random     *rand.Rand
	steps      []step
	namespaces []*namespace
	wanted     map[objects.Key]runtime.Object
	// order of what is wanted, so that nothing depends on that of a map
	order   []objects.Key
	changes []objects.Change
}

// New has no objects yet.
func New(settings Settings) *Generator {
	g := &Generator{
		settings: settings,
		random:   rand.New(rand.NewPCG(settings.Seed, 1)),
		wanted:   map[objects.Key]runtime.Object{},
	}
	g.steps = g.namespaceSteps()
	for _, family := range settings.Families {
		g.steps = append(g.steps, g.familySteps(family)...)
	}
	return g
}

// Namespaces must be there before anything else: their creation.
func (g *Generator) Namespaces() []objects.Change {
	g.changes = nil
	g.createNamespaces()
	return g.changes
}

// Burst is so many changes or a few more: some things that happen take several.
func (g *Generator) Burst(changes int) []objects.Change {
	g.changes = nil
	g.settleNamespaces()
	for len(g.changes) < changes {
		g.random1of(g.steps)()
	}
	return g.changes
}

func (g *Generator) familySteps(family values.Family) []step {
	switch family {
	case values.Services:
		return append(g.serviceSteps(), g.sliceSteps()...)
	case values.Nodes:
		return g.nodeSteps()
	case values.Identities:
		return g.identitySteps()
	case values.IPs:
		return g.addressSteps()
	case values.ServiceExports:
		return g.exportSteps()
	default:
		return nil
	}
}

func (g *Generator) random1of(steps []step) func() {
	total := 0
	for _, each := range steps {
		total += each.often
	}
	at := g.random.IntN(total)
	for _, each := range steps {
		if at -= each.often; at < 0 {
			return each.do
		}
	}
	panic("no step has a weight")
}

// put asks for an object as it is given.
func (g *Generator) put(key objects.Key, object runtime.Object, what string) {
	if _, there := g.wanted[key]; !there {
		g.order = append(g.order, key)
	}
	g.wanted[key] = object
	g.changes = append(g.changes, objects.Change{Key: key, Object: unstructuredOf(object), What: what})
}

// drop asks for an object's end.
func (g *Generator) drop(key objects.Key, what string) {
	delete(g.wanted, key)
	g.order = slices.DeleteFunc(g.order, func(each objects.Key) bool { return each == key })
	g.changes = append(g.changes, objects.Change{Key: key, What: what})
}

// any picks one of the objects of a kind that are wanted, in a namespace that is open for changes.
func (g *Generator) any(kind objects.Kind) (objects.Key, bool) {
	var candidates []objects.Key
	for _, key := range g.order {
		if key.Kind == kind && g.isOpen(key.Namespace) {
			candidates = append(candidates, key)
		}
	}
	if len(candidates) == 0 {
		return objects.Key{}, false
	}
	return candidates[g.random.IntN(len(candidates))], true
}

// change gives an object that is wanted to a function that alters a copy of it.
func change[T runtime.Object](g *Generator, key objects.Key, alter func(T) string) {
	next := g.wanted[key].DeepCopyObject().(T)
	what := alter(next)
	g.put(key, next, what)
}

func unstructuredOf(object runtime.Object) *unstructured.Unstructured {
	if already, is := object.(*unstructured.Unstructured); is {
		return already.DeepCopy()
	}
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		panic(err) // a type of Kubernetes' own
	}
	delete(content, "status")
	return &unstructured.Unstructured{Object: content}
}
