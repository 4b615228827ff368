package generate

import (
	"fmt"
	"slices"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"

	"fleetmesh.io/conformance/internal/objects"
)

const (
	namespaceCount  = 8
	globalNamespace = "clustermesh.cilium.io/global"
)

// A namespace is emptied in one burst, deleted in the next, there again in the third, open in the fourth: what is in it
// must be gone before it, and it must be there before what is in it next.
type namespace struct {
	name   string
	number int
	state  namespaceState
}

type namespaceState int

const (
	created namespaceState = iota
	open
	emptied
	deleted
)

func (g *Generator) namespaceSteps() []step {
	return []step{{2, g.flipNamespace}, {1, g.retireNamespace}}
}

func (g *Generator) createNamespaces() {
	for number := range namespaceCount {
		each := &namespace{name: fmt.Sprintf("ns-%d", number), number: number}
		g.namespaces = append(g.namespaces, each)
		g.createNamespace(each)
	}
}

func (g *Generator) createNamespace(each *namespace) {
	each.state = created
	object := &core.Namespace{
		TypeMeta:   meta.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: meta.ObjectMeta{Name: each.name},
	}
	if each.number == 3 {
		object.Annotations = map[string]string{globalNamespace: "false"}
	}
	g.put(namespaceKey(each.name), object, "create namespace")
}

// settleNamespaces takes those that are on their way a step further.
func (g *Generator) settleNamespaces() {
	for _, each := range g.namespaces {
		switch each.state {
		case created:
			each.state = open
		case emptied:
			g.drop(namespaceKey(each.name), "delete namespace")
			each.state = deleted
		case deleted:
			g.createNamespace(each)
		}
	}
}

func (g *Generator) flipNamespace() {
	each := oneOf(g, g.namespaces...)
	if each.state != open {
		return
	}
	change(g, namespaceKey(each.name), func(object *core.Namespace) string {
		object.Annotations = nil
		if value := maybe(g, 60, append(slices.Repeat([]string{"true"}, 8), "TRUE", "tRue", "false", "False", "", "no", " true")...); value != nil {
			object.Annotations = map[string]string{globalNamespace: *value}
		}
		return "flip namespace"
	})
}

func (g *Generator) retireNamespace() {
	if !g.chance(10) {
		return
	}
	each := oneOf(g, g.namespaces...)
	if each.state != open || g.openNamespaces() <= namespaceCount/2 {
		return
	}
	each.state = emptied
	for _, key := range append([]objects.Key(nil), g.order...) {
		if key.Namespace == each.name {
			g.drop(key, "delete with its namespace")
		}
	}
}

func (g *Generator) openNamespaces() int {
	count := 0
	for _, each := range g.namespaces {
		if each.state == open {
			count++
		}
	}
	return count
}

// isOpen is true of no namespace, too: its objects may change at any time.
func (g *Generator) isOpen(name string) bool {
	each := g.named(name)
	return name == "" || each != nil && each.state == open
}

func (g *Generator) named(name string) *namespace {
	for _, each := range g.namespaces {
		if each.name == name {
			return each
		}
	}
	return nil
}

// openNamespace is one that objects may be made in; false if the one picked is not.
func (g *Generator) openNamespace() (*namespace, bool) {
	each := oneOf(g, g.namespaces...)
	return each, each.state == open
}

func namespaceKey(name string) objects.Key { return objects.Key{Kind: objects.Namespace, Name: name} }
