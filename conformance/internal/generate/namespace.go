package generate

import (
	"fmt"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"

	"fleetmesh.io/conformance/internal/objects"
)

const (
	namespaceCount  = 8
	globalNamespace = "clustermesh.cilium.io/global"
)

// A namespace is emptied in one burst, deleted in the next, there again in the third: what is in it must be gone before
// it, and it before what is in it next.
type namespace struct {
	name  string
	state namespaceState
}

type namespaceState int

const (
	open namespaceState = iota
	emptied
	deleted
)

func (g *Generator) namespaceSteps() []step {
	return []step{{2, g.flipNamespace}, {1, g.retireNamespace}}
}

func (g *Generator) createNamespaces() {
	for number := range namespaceCount {
		each := &namespace{name: fmt.Sprintf("ns-%d", number)}
		g.namespaces = append(g.namespaces, each)
		g.createNamespace(each, number)
	}
}

func (g *Generator) createNamespace(each *namespace, number int) {
	object := &core.Namespace{
		TypeMeta:   meta.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: meta.ObjectMeta{Name: each.name},
	}
	if number%4 == 3 {
		object.Annotations = map[string]string{globalNamespace: "false"}
	}
	g.put(namespaceKey(each.name), object, "create namespace")
}

// settleNamespaces takes those that are on their way a step further.
func (g *Generator) settleNamespaces() {
	for number, each := range g.namespaces {
		switch each.state {
		case emptied:
			g.drop(namespaceKey(each.name), "delete namespace")
			each.state = deleted
		case deleted:
			g.createNamespace(each, number)
			each.state = open
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
		if value := maybe(g, 80, "false", "true", "TRUE", "False", "", "no", " true"); value != nil {
			object.Annotations = map[string]string{globalNamespace: *value}
		}
		return "flip namespace"
	})
}

func (g *Generator) retireNamespace() {
	if !g.chance(20) {
		return
	}
	each := oneOf(g, g.namespaces...)
	if each.state != open {
		return
	}
	each.state = emptied
	for _, key := range append([]objects.Key(nil), g.order...) {
		if key.Namespace == each.name {
			g.drop(key, "delete with its namespace")
		}
	}
}

// isOpen is true of no namespace, too: its objects may change at any time.
func (g *Generator) isOpen(name string) bool {
	for _, each := range g.namespaces {
		if each.name == name {
			return each.state == open && g.wanted[namespaceKey(name)] != nil && !g.justCreated(name)
		}
	}
	return name == ""
}

// justCreated is true of a namespace whose creation is a change of this burst: what is in it would not be in order.
func (g *Generator) justCreated(name string) bool {
	for _, each := range g.changes {
		if each.Key == namespaceKey(name) && each.What == "create namespace" {
			return true
		}
	}
	return false
}

// openNamespace is one that objects may be made in; false if the one picked is not.
func (g *Generator) openNamespace() (int, string, bool) {
	number := g.random.IntN(len(g.namespaces))
	name := g.namespaces[number].name
	return number, name, g.isOpen(name)
}

func namespaceKey(name string) objects.Key { return objects.Key{Kind: objects.Namespace, Name: name} }
