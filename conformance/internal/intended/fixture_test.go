package intended

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"fleetmesh.io/conformance/internal/compare"
	"fleetmesh.io/conformance/internal/objects"
)

const (
	cart = "cilium/cache/services/v1/src/shop/cart"
	head = `{"cluster":"src","namespace":"shop","name":"cart","frontends":{},`
)

// world is built up as a cluster is.
type world struct {
	*objects.World
	t        *testing.T
	burst    int
	revision int
}

func newWorld(t *testing.T) *world { return &world{objects.NewWorld(), t, 1, 1} }

func (w *world) put(key objects.Key, object any) {
	version := objects.Version{Burst: w.burst, What: "put"}
	if object != nil {
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
		require.NoError(w.t, err)
		version.Object = &unstructured.Unstructured{Object: content}
		w.revision++
		version.Object.SetResourceVersion(strconv.Itoa(w.revision))
	}
	require.NoError(w.t, w.Record(key, version))
}

func (w *world) namespace(annotations map[string]string) {
	w.put(objects.Key{Kind: objects.Namespace, Name: "shop"},
		&core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "shop", Annotations: annotations}})
}

func (w *world) service(change func(*core.Service)) {
	service := &core.Service{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: "cart"}}
	change(service)
	w.put(objects.Key{Kind: objects.Service, Namespace: "shop", Name: "cart"}, service)
}

func (w *world) slice(name, service string, port int32, endpoints ...discovery.Endpoint) {
	w.put(sliceKey(name), &discovery.EndpointSlice{
		ObjectMeta: meta.ObjectMeta{
			Namespace: "shop", Name: name, Labels: map[string]string{discovery.LabelServiceName: service},
		},
		AddressType: discovery.AddressTypeIPv4,
		Endpoints:   endpoints,
		Ports:       []discovery.EndpointPort{{Name: pointer("p" + name), Port: pointer(port)}, {Name: pointer("same"), Port: pointer(port)}},
	})
}

func (w *world) custom(key objects.Key, content map[string]any) {
	content["metadata"] = map[string]any{"namespace": key.Namespace, "name": key.Name}
	require.NoError(w.t, w.Record(key, objects.Version{Burst: w.burst, Object: &unstructured.Unstructured{Object: content}}))
}

// cases are those that explain the differences between two values of a key, in their order; "" where none does.
func (w *world) cases(key, native, fleetmesh string) []string {
	one, other := map[string][]byte{}, map[string][]byte{}
	if native != "" {
		one[key] = []byte(native)
	}
	if fleetmesh != "" {
		other[key] = []byte(fleetmesh)
	}
	var found []string
	for _, difference := range compare.Stores(one, other) {
		row, _ := Explain(difference, w.World)
		found = append(found, row.Case)
	}
	return found
}

func sliceKey(name string) objects.Key {
	return objects.Key{Kind: objects.EndpointSlice, Namespace: "shop", Name: name}
}

func at(address string) discovery.Endpoint { return discovery.Endpoint{Addresses: []string{address}} }

func named(hostname string, endpoint discovery.Endpoint) discovery.Endpoint {
	endpoint.Hostname = &hostname
	return endpoint
}

func idle(endpoint discovery.Endpoint) discovery.Endpoint {
	endpoint.Conditions = discovery.EndpointConditions{Ready: pointer(false), Serving: pointer(false)}
	return endpoint
}

func pointer[T any](value T) *T { return &value }
