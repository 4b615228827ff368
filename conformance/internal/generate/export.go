package generate

import (
	"slices"

	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/values"
)

// exportSteps also make the Services that are exported, unless they are generated already.
func (g *Generator) exportSteps() []step {
	steps := []step{{8, g.putExport}, {3, func() { g.deleteAny(objects.ServiceExport) }}}
	if !slices.Contains(g.settings.Families, values.Services) {
		steps = append(steps, g.serviceSteps()...)
	}
	return steps
}

func (g *Generator) putExport() {
	namespace, is := g.openNamespace()
	if !is {
		return
	}
	key := objects.Key{Kind: objects.ServiceExport, Namespace: namespace.name, Name: serviceName(g)}
	spec := map[string]any{}
	g.some(spec, 40, "exportedLabels", func() any {
		labels := map[string]any{"el": oneOf(g, "1", "")}
		if g.chance(5) {
			many(60, longDomain, func(name string) { labels[name] = longest })
		}
		return labels
	})
	g.some(spec, 40, "exportedAnnotations", func() any { return map[string]any{"ea": oneOf(g, "2", "<&>")} })
	g.put(key, custom("multicluster.x-k8s.io/v1alpha1", key, map[string]any{"spec": spec}), "put export")
}
