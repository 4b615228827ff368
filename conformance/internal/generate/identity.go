package generate

import (
	"strconv"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetmesh.io/conformance/internal/objects"
)

const (
	identityCount = 150
	// identityShift is where the cluster stands in an identity.
	identityShift = 16
	podNamespace  = "io.kubernetes.pod.namespace"
	policyCluster = "io.cilium.k8s.policy.cluster"
)

func (g *Generator) identitySteps() []step {
	return []step{{8, g.putIdentity}, {2, g.deleteIdentity}}
}

func (g *Generator) putIdentity() {
	namespace, is := g.openNamespace()
	if !is {
		return
	}
	number := int(g.settings.ClusterID)<<identityShift + g.upTo(identityCount)
	if g.chance(3) {
		number = oneOf(g, 5, 70_000, 1<<24)
	}
	key := objects.Key{Kind: objects.CiliumIdentity, Name: strconv.Itoa(number)}
	g.put(key, g.identity(key, namespace.name), "put identity")
}

func (g *Generator) deleteIdentity() {
	if key, is := g.any(objects.CiliumIdentity); is {
		g.drop(key, "delete identity")
	}
}

func (g *Generator) identity(key objects.Key, namespace string) *unstructured.Unstructured {
	labels := map[string]any{
		"k8s:" + podNamespace:  namespace,
		"k8s:" + policyCluster: g.settings.Cluster,
	}
	for range g.upTo(4) {
		labels[oneOf(g, "k8s:app", "any:alpha", "k8s:b=c", "k8s:zeta", "reserved:none", "k8s:A", "container:a")] = oneOf(g, "", "cart", "x=y", "ü")
	}
	if g.chance(3) {
		many(200, longDomain, func(name string) { labels["k8s:"+name] = longest })
	}
	if g.chance(2) {
		labels = map[string]any{}
	}
	object := custom("cilium.io/v2", key, map[string]any{"security-labels": labels})
	object.SetLabels(map[string]string{podNamespace: namespace})
	return object
}
