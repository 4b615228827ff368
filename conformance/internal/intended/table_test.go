package intended

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetmesh.io/conformance/internal/objects"
)

const (
	closed       = "Service or ServiceExport in a namespace that is not global"
	external     = "ExternalName Service that is global"
	conflicting  = "an address in several slices of a Service"
	twice        = "an address twice in a slice"
	left         = "a slice that has left a Service for another"
	mapped       = "an IPv4 address of an endpoint, written as an IPv6 one"
	badPort      = "a port number of a slice that is none"
	oddFrontend  = "a cluster IP written as nobody else would"
	nowhere      = "an endpoint's address that is none"
	foreign      = "identity outside of the cluster's range"
	hiddenCase   = "an address whose identity is not there"
	inUse        = "identity that is gone while an endpoint has it"
	lostLabel    = "identity that has lost its labels"
	contested    = "an address that several endpoints claim"
	someService  = head + `"backends":{}}`
	otherService = head + `"backends":{},"shared":true}`
)

func plain(*core.Service) {}

func TestEveryRowHasACaseAndAReason(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Table {
		require.NotEmpty(t, row.Case)
		require.NotEmpty(t, row.Reason, row.Case)
		require.False(t, seen[row.Case], row.Case)
		seen[row.Case] = true
	}
	require.Len(t, seen, 14, "each has a test here")
}

func TestNothingIsExplainedWithoutACause(t *testing.T) {
	w := newWorld(t)
	w.namespace(nil)
	w.service(plain)
	w.slice("a", "cart", 1, at("10.0.0.1"))
	require.Equal(t, []string{""}, w.cases(cart, someService, ""))
	require.Equal(t, []string{""}, w.cases(cart, "", someService))
	require.Equal(t, []string{""}, w.cases(cart, someService, otherService))
	require.Equal(t, []string{""}, w.cases(cart, backends("10.0.0.1", port("pa", 1)), backends("10.0.0.1", port("pa", 2))))
	require.Equal(t, []string{""}, w.cases("cilium/else", "a", "b"))
}

func TestNamespaceThatIsNotGlobal(t *testing.T) {
	for value, explained := range map[string]bool{"false": true, "": true, "no": true, "true": false, "TRUE": false} {
		w := newWorld(t)
		w.service(plain)
		w.namespace(map[string]string{globalNamespace: value})
		expected := map[bool]string{true: closed}[explained]
		require.Equal(t, []string{expected}, w.cases(cart, someService, ""), value)
		require.Equal(t, []string{expected}, w.cases("cilium/cache/serviceexports/v1/src/shop/cart", someService, ""), value)
		require.Equal(t, []string{""}, w.cases(cart, "", someService), "the other way round")
		require.Equal(t, []string{""}, w.cases(cart, someService, otherService), "on both sides")
		require.Equal(t, []string{""}, w.cases("cilium/cache/services/v1/src/other/cart", someService, ""), "another namespace")
		require.Equal(t, []string{""}, w.cases("cilium/cache/nodes/v1/src/shop", "{}", ""), "another family")
	}
}

func TestExternalName(t *testing.T) {
	w := newWorld(t)
	w.namespace(nil)
	w.service(func(service *core.Service) { service.Spec.Type = core.ServiceTypeExternalName })
	require.Equal(t, []string{external}, w.cases(cart, someService, ""))
	require.Equal(t, []string{""}, w.cases(cart, "", someService))
	require.Equal(t, []string{""}, w.cases(cart, someService, otherService))
	w.service(plain)
	require.Equal(t, []string{""}, w.cases(cart, someService, ""))
}

func TestAddressThatIsNone(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, []string{nowhere}, w.cases("cilium/cache/ip/v1/src/<nil>", "{}", ""))
	require.Equal(t, []string{""}, w.cases("cilium/cache/ip/v1/src/<nil>", "", "{}"))
	require.Equal(t, []string{""}, w.cases("cilium/cache/ip/v1/src/10.0.0.1", "{}", ""))
}

func TestIdentityOfNoOne(t *testing.T) {
	w := newWorld(t)
	for number, explained := range map[string]bool{"5": true, "196607": true, "196608": false, "262143": false, "262144": true, "x": true} {
		expected := map[bool]string{true: foreign}[explained]
		require.Equal(t, []string{expected}, w.cases("cilium/cache/identities/v1/src/id/"+number, "k8s:a=b;", ""), number)
		require.Equal(t, []string{""}, w.cases("cilium/cache/identities/v1/src/id/"+number, "", "k8s:a=b;"), number)
	}
}

func TestAddressWhoseIdentityIsNotThere(t *testing.T) {
	const key = "cilium/cache/ip/v1/src/10.3.1.10"
	const pod = `{"IP":"10.3.1.10","ID":%d}`
	world := newWorld(t)
	world.namespace(nil)
	world.identity(196_700, "shop", map[string]any{"k8s:app": "cart"})
	world.identity(196_701, "shop", map[string]any{})
	world.identity(196_702, "nowhere", map[string]any{"k8s:app": "cart"})

	require.Equal(t, []string{hiddenCase}, world.cases(key, fmt.Sprintf(pod, 196_699), ""))
	require.Equal(t, []string{hiddenCase}, world.cases(key, fmt.Sprintf(pod, 196_699), fmt.Sprintf(pod, 196_700)))
	require.Equal(t, []string{hiddenCase}, world.cases(key, fmt.Sprintf(pod, 196_701), ""))
	require.Equal(t, []string{hiddenCase}, world.cases(key, fmt.Sprintf(pod, 196_702), ""))
	require.Equal(t, []string{""}, world.cases(key, fmt.Sprintf(pod, 196_700), ""))
	require.Equal(t, []string{""}, world.cases(key, fmt.Sprintf(pod, 4), ""))
	require.Equal(t, []string{""}, world.cases(key, "", fmt.Sprintf(pod, 196_699)))
	world.custom(objects.Key{Kind: objects.CiliumEndpoint, Namespace: "shop", Name: "waits"}, map[string]any{
		"status": map[string]any{"identity": map[string]any{"id": int64(196_699)}, "networking": networking("10.3.1.10")},
	})
	require.Equal(t, []string{hiddenCase}, world.cases(key, fmt.Sprintf(pod, 4), ""))
	require.Equal(t, []string{""}, world.cases(key, fmt.Sprintf(pod, 4), fmt.Sprintf(pod, 5)))
}

func TestIdentityThatIsGoneWhileAnEndpointHasIt(t *testing.T) {
	const key = "cilium/cache/identities/v1/src/id/196700"
	world := newWorld(t)
	require.Equal(t, []string{""}, world.cases(key, "", "k8s:a=b;"))
	world.custom(objects.Key{Kind: objects.CiliumEndpoint, Namespace: "shop", Name: "cart"}, map[string]any{
		"status": map[string]any{"identity": map[string]any{"id": int64(196_700)}},
	})
	require.Equal(t, []string{inUse}, world.cases(key, "", "k8s:a=b;"))
	require.Equal(t, []string{""}, world.cases(key, "k8s:a=b;", ""))
	world.identity(196_700, "shop", map[string]any{"k8s:app": "cart"})
	require.Equal(t, []string{""}, world.cases(key, "", "k8s:a=b;"))
}

func TestIdentityThatHasLostItsLabels(t *testing.T) {
	const key = "cilium/cache/identities/v1/src/id/196700"
	world := newWorld(t)
	world.identity(196_700, "shop", map[string]any{"k8s:app": "cart"})
	require.Equal(t, []string{""}, world.cases(key, "k8s:a=b;", ""))
	world.identity(196_700, "other", map[string]any{})
	require.Equal(t, []string{lostLabel}, world.cases(key, "k8s:a=b;", ""))
	require.Equal(t, []string{lostLabel}, world.cases(key, "", "k8s:a=b;"))
	require.Equal(t, []string{""}, world.cases(key, "k8s:a=b;", "k8s:a=c;"))
}

func TestContestedAddress(t *testing.T) {
	const key, first, second = "cilium/cache/ip/v1/src/10.0.0.1", `{"K8sNamespace":"shop","K8sPodName":"a"}`, `{"K8sNamespace":"shop","K8sPodName":"b"}`
	w := newWorld(t)
	w.endpoint("a", "10.0.0.1")
	require.Equal(t, []string{""}, w.cases(key, first, second), "b claims nothing")
	w.endpoint("b", "10.0.0.1")
	require.Equal(t, []string{contested}, w.cases(key, first, second))
	require.Equal(t, []string{""}, w.cases(key, first, `{"K8sNamespace":"shop","K8sPodName":"c"}`), "c claims nothing")
	require.Equal(t, []string{""}, w.cases(key, first, `{"K8sNamespace":"shop","K8sPodName":"a","Key":1}`), "the same owner, another value")
	require.Equal(t, []string{""}, w.cases(key, first, ""))
	w.endpoint("b", "10.0.0.2")
	require.Equal(t, []string{""}, w.cases(key, first, second), "b claims another now")
}

func TestContestedAddressOfSlices(t *testing.T) {
	w := newWorld(t)
	endpoint := func(name string) any {
		return map[string]any{"name": name, "networking": networking("FD00::000A")}
	}
	w.custom(objects.Key{Kind: objects.CiliumEndpointSlice, Name: "s"},
		map[string]any{"namespace": "shop", "endpoints": []any{endpoint("a"), endpoint("b")}})
	require.Equal(t, []string{contested}, w.cases("cilium/cache/ip/v1/src/fd00::a",
		`{"K8sNamespace":"shop","K8sPodName":"a"}`, `{"K8sNamespace":"shop","K8sPodName":"b"}`))
}

func (w *world) identity(number int, namespace string, labels map[string]any) {
	object := &unstructured.Unstructured{Object: map[string]any{"security-labels": labels}}
	object.SetLabels(map[string]string{"io.kubernetes.pod.namespace": namespace})
	key := objects.Key{Kind: objects.CiliumIdentity, Name: fmt.Sprint(number)}
	require.NoError(w.t, w.Record(key, objects.Version{Burst: w.burst, Object: object}))
}

func (w *world) endpoint(name, address string) {
	w.custom(objects.Key{Kind: objects.CiliumEndpoint, Namespace: "shop", Name: name},
		map[string]any{"status": map[string]any{"networking": networking(address)}})
}

func networking(address string) map[string]any {
	return map[string]any{"addressing": []any{map[string]any{"ipv4": address}}}
}
