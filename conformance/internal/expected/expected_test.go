package expected

import (
	"strings"
	"testing"

	"github.com/cilium/cilium/pkg/clustermesh/store"
	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var east = Member{Name: "east", ID: 3}

func TestAnnotationsDecideWhatIsGlobal(t *testing.T) {
	for name, given := range map[string]struct {
		annotations map[string]string
		exported    bool
	}{
		"none":                   {nil, false},
		"global":                 {map[string]string{"service.cilium.io/global": "true"}, true},
		"case does not matter":   {map[string]string{"service.cilium.io/global": "TRUE"}, true},
		"no other word is true":  {map[string]string{"service.cilium.io/global": "yes"}, false},
		"nor with spaces":        {map[string]string{"service.cilium.io/global": " true "}, false},
		"old name":               {map[string]string{"io.cilium/global-service": "true"}, true},
		"new name decides":       {map[string]string{"service.cilium.io/global": "no", "io.cilium/global-service": "true"}, false},
		"not shared":             {map[string]string{"service.cilium.io/global": "true", "service.cilium.io/shared": "false"}, false},
		"not shared by old name": {map[string]string{"service.cilium.io/global": "true", "io.cilium/shared-service": "false"}, false},
		"only shared":            {map[string]string{"service.cilium.io/shared": "true"}, false},
	} {
		service := service(given.annotations)
		require.Equal(t, given.exported, len(known(service)) == 1, name)
	}
}

func TestWhatIsNeverExported(t *testing.T) {
	external := marked()
	external.Spec.Type = core.ServiceTypeExternalName
	require.Empty(t, known(external))

	foreign := marked()
	foreign.Labels = map[string]string{"service.kubernetes.io/service-proxy-name": "other"}
	require.Empty(t, known(foreign))

	for value, open := range map[string]bool{"false": false, "": false, "no": false, "true": true, "TRUE": true} {
		annotated := namespace()
		annotated.Annotations = map[string]string{"clustermesh.cilium.io/global": value}
		known := Of(east, Objects{Namespaces: []core.Namespace{annotated}, Services: []core.Service{marked()}})
		require.Equal(t, open, len(known) == 1, value)
	}
}

func TestFrontendsAreClusterAddresses(t *testing.T) {
	service := marked()
	require.Equal(t, map[string]map[string]Port{"10.96.0.10": {"http": {"TCP", 80}}}, only(t, service).Frontends)

	service.Labels = map[string]string{core.IsHeadlessService: ""}
	require.Empty(t, only(t, service).Frontends)

	service = marked()
	service.Spec.ClusterIP, service.Spec.ClusterIPs = core.ClusterIPNone, []string{core.ClusterIPNone}
	require.Empty(t, only(t, service).Frontends)
}

func TestBackendsAreReadyOrServing(t *testing.T) {
	yes, no := true, false
	slice := slice("one", 8080,
		endpoint("10.3.1.1", discovery.EndpointConditions{}),
		endpoint("10.3.1.2", discovery.EndpointConditions{Ready: &no}),
		endpoint("10.3.1.3", discovery.EndpointConditions{Ready: &no, Serving: &yes, Terminating: &yes}),
		endpoint("10.3.1.4", discovery.EndpointConditions{Ready: &no, Serving: &no}),
		endpoint("nonsense", discovery.EndpointConditions{}),
		endpoint("FD00:10:3::000A", discovery.EndpointConditions{}),
		endpoint("::ffff:10.3.1.5", discovery.EndpointConditions{}),
	)
	require.Equal(t, []string{"10.3.1.1", "10.3.1.2", "10.3.1.3", "10.3.1.5", "fd00:10:3::a"},
		sortedKeys(only(t, marked(), slice).Backends))
}

func TestSlicesOfOthersDoNotCount(t *testing.T) {
	mirrored := slice("mirrored", 8080, endpoint("10.9.1.1", discovery.EndpointConditions{}))
	mirrored.Labels[discovery.LabelManagedBy] = "endpointslice-mesh-controller.cilium.io"
	names := slice("names", 8080, endpoint("10.9.1.2", discovery.EndpointConditions{}))
	names.AddressType = discovery.AddressTypeFQDN
	other := slice("other", 8080, endpoint("10.9.1.3", discovery.EndpointConditions{}))
	other.Labels[discovery.LabelServiceName] = "other"
	proxied := slice("proxied", 8080, endpoint("10.9.1.4", discovery.EndpointConditions{}))
	proxied.Labels["service.kubernetes.io/service-proxy-name"] = ""
	require.Empty(t, only(t, marked(), mirrored, names, other, proxied).Backends)
}

func TestPortsZonesAndNamesOfABackend(t *testing.T) {
	hostname, zone := "cart-0", "z1"
	full := endpoint("10.3.1.1", discovery.EndpointConditions{})
	full.Hostname, full.Zone = &hostname, &zone
	full.Hints = &discovery.EndpointHints{ForZones: []discovery.ForZone{{Name: "z2"}}}
	portless := slice("portless", 0, endpoint("10.3.1.2", discovery.EndpointConditions{}))
	portless.Ports[0].Port = nil

	known := only(t, marked(), slice("one", 8080, full), slice("two", 9090, full), portless)

	require.Equal(t, map[string]map[string][]Port{
		"10.3.1.1": {"http": {{"TCP", 8080}, {"TCP", 9090}}},
		"10.3.1.2": {},
	}, known.Backends)
	require.Equal(t, map[string][]string{"10.3.1.1": {"cart-0", "cart-0"}, "10.3.1.2": {""}}, known.Hostnames)
	require.Equal(t, Zone{"z1", []string{"z2"}}, known.Zones["10.3.1.1"][0])
	require.Equal(t, []Zone{{}}, known.Zones["10.3.1.2"])
}

func TestNumberThatIsNoPortIsLeftOut(t *testing.T) {
	for _, number := range []int32{0, -1, 65_536} {
		known := only(t, marked(), slice("one", number, endpoint("10.3.1.1", discovery.EndpointConditions{})))
		require.Equal(t, map[string]map[string][]Port{"10.3.1.1": {}}, known.Backends)
	}
}

func TestNameAndZoneMayBeMissingOnlyWhereOneIs(t *testing.T) {
	named := endpoint("10.3.1.1", discovery.EndpointConditions{})
	named.Hostname, named.Zone = pointer("cart-0"), pointer("z1")
	bare := endpoint("10.3.1.1", discovery.EndpointConditions{})
	with := &store.ClusterService{Hostnames: map[string]string{"10.3.1.1": "cart-0"}, Zones: map[string]store.BackendZone{"10.3.1.1": {Zone: "z1"}}}
	without := &store.ClusterService{}
	empty := &store.ClusterService{Hostnames: map[string]string{"10.3.1.1": ""}, Zones: map[string]store.BackendZone{"10.3.1.1": {}}}
	for _, given := range []struct {
		endpoints            []discovery.Endpoint
		with, without, empty bool
	}{
		{[]discovery.Endpoint{named}, true, false, false},
		{[]discovery.Endpoint{bare}, false, true, false},
		{[]discovery.Endpoint{named, bare}, true, true, false},
	} {
		known := only(t, marked(), slice("one", 8080, given.endpoints...))
		for learned, conforms := range map[*store.ClusterService]bool{with: given.with, without: given.without, empty: given.empty} {
			text := strings.Join(known.Differences(learned), "\n")
			require.Equal(t, conforms, !strings.Contains(text, "hostnames"), text)
			require.Equal(t, conforms, !strings.Contains(text, "zones"), text)
		}
	}
}

func pointer[T any](value T) *T { return &value }

func known(service core.Service, slices ...discovery.EndpointSlice) map[string]*Service {
	return Of(east, Objects{Namespaces: []core.Namespace{namespace()}, Services: []core.Service{service}, Slices: slices})
}

func only(t *testing.T, service core.Service, slices ...discovery.EndpointSlice) *Service {
	services := known(service, slices...)
	require.Len(t, services, 1)
	return services["east/shop/cart"]
}

func namespace() core.Namespace { return core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "shop"}} }

func marked() core.Service { return service(map[string]string{"service.cilium.io/global": "true"}) }

func service(annotations map[string]string) core.Service {
	return core.Service{
		ObjectMeta: meta.ObjectMeta{Name: "cart", Namespace: "shop", Annotations: annotations},
		Spec: core.ServiceSpec{
			ClusterIP: "10.96.0.10", ClusterIPs: []string{"10.96.0.10"},
			Ports: []core.ServicePort{{Name: "http", Port: 80}},
		},
	}
}

func slice(name string, port int32, endpoints ...discovery.Endpoint) discovery.EndpointSlice {
	portName := "http"
	return discovery.EndpointSlice{
		ObjectMeta:  meta.ObjectMeta{Name: name, Namespace: "shop", Labels: map[string]string{discovery.LabelServiceName: "cart"}},
		AddressType: discovery.AddressTypeIPv4,
		Endpoints:   endpoints,
		Ports:       []discovery.EndpointPort{{Name: &portName, Port: &port}},
	}
}

func endpoint(address string, conditions discovery.EndpointConditions) discovery.Endpoint {
	return discovery.Endpoint{Addresses: []string{address}, Conditions: conditions}
}
