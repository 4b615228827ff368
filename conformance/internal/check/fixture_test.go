package check

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"

	"fleetmesh.io/conformance/internal/kube"
	"fleetmesh.io/conformance/internal/realetcd"
	"fleetmesh.io/conformance/internal/runfile"
)

const (
	cartKey   = "east/shop/cart"
	cartValue = `{"cluster":"east","namespace":"shop","name":"cart",` +
		`"frontends":{"10.96.0.10":{"http":{"Protocol":"TCP","Port":80}}},"backends":{},` +
		`"labels":{"app":"cart"},"selector":{"app":"cart"},"includeExternal":true,"shared":true,"clusterID":3}`
)

// newFleet has members east, with the global service cart, and west, with none. Its store holds what it must but services;
// no agent has started yet.
func newFleet(t *testing.T, strict bool) (*Fleet, *realetcd.Store) {
	store := realetcd.Start(t, strict)
	fleet := &Fleet{Run: &runfile.Run{Root: t.TempDir()}, Limit: 20 * time.Second}
	add(t, fleet, store, "east", 3, cart())
	add(t, fleet, store, "west", 4)
	return fleet, store
}

// newFleetWithCart is one whose store has the service cart, too, and whose agents have started.
func newFleetWithCart(t *testing.T) (*Fleet, *realetcd.Store) {
	fleet, store := newFleet(t, true)
	store.Put(realetcd.ServiceKey(cartKey), cartValue)
	startAgents(t, fleet)
	return fleet, store
}

func add(t *testing.T, fleet *Fleet, store *realetcd.Store, name string, id uint32, services ...core.Service) {
	store.Join(name, id)
	certificate, key := store.Issue("local-" + name)
	member := runfile.Member{
		Name: name, ClusterID: id, MeshStore: store.Endpoint,
		CertificateAuthority: store.Authority(), ClientCertificate: certificate, ClientKey: key,
	}
	api := clientOf(t, services...)
	fleet.Run.Members = append(fleet.Run.Members, member)
	fleet.Clusters = append(fleet.Clusters, kube.Of(member, api, ciliumKinds(name, id)))
}

// clientOf is of an API with a namespace, a configuration of Cilium and some services.
func clientOf(t *testing.T, services ...core.Service) kubernetes.Interface {
	api := fake.NewClientset(
		&core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "shop"}},
		&core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "cilium-config", Namespace: "kube-system"}, Data: map[string]string{}},
	)
	for _, service := range services {
		_, err := api.CoreV1().Services(service.Namespace).Create(t.Context(), &service, meta.CreateOptions{})
		require.NoError(t, err)
	}
	return api
}

// ciliumKinds are the objects behind what a store holds of a cluster that has joined, and those that are made meanwhile.
func ciliumKinds(cluster string, id uint32) kube.Caller {
	number, host, ip := realetcd.IdentityOf(id), realetcd.NodeOf(id), realetcd.AddressOf(id)
	endpoint := fmt.Sprintf(`{"metadata":{"name":"cart-0","namespace":"shop"},"status":{"identity":{"id":%d},`+
		`"networking":{"node":%q,"addressing":[{"ipv4":%q}]}}}`, number, host, ip)
	var mutex sync.Mutex
	objects := map[string]map[string]string{
		"ciliumnodes": {"n1": fmt.Sprintf(`{"metadata":{"name":"n1"},"spec":{"addresses":[{"type":"InternalIP","ip":%q}]}}`, host)},
		"ciliumidentities": {"300": fmt.Sprintf(`{"metadata":{"name":"%d","labels":{"io.kubernetes.pod.namespace":"shop"}},`+
			`"security-labels":{"k8s:app":"cart","k8s:io.cilium.k8s.policy.cluster":"%s","k8s:io.kubernetes.pod.namespace":"shop"}}`,
			number, cluster)},
		"ciliumendpoints": {"cart-0": endpoint},
		"ciliumendpointslices": {"cart": fmt.Sprintf(`{"metadata":{"name":"cart"},"namespace":"shop","endpoints":[{"name":"cart-0","id":%d,`+
			`"networking":{"node":%q,"addressing":[{"ipv4":%q}]}}]}`, number, host, ip)},
		"serviceexports": {},
	}
	return func(_ context.Context, verb, path string, body []byte) ([]byte, error) {
		mutex.Lock()
		defer mutex.Unlock()
		last := path[strings.LastIndex(path, "/")+1:]
		switch verb {
		case http.MethodGet:
			return fmt.Appendf(nil, `{"items":[%s]}`, strings.Join(slices.Collect(maps.Values(objects[last])), ",")), nil
		case http.MethodPost:
			var object unstructured.Unstructured
			if err := json.Unmarshal(body, &object.Object); err != nil {
				return nil, err
			}
			object.SetCreationTimestamp(meta.Unix(1_767_225_600, 0))
			made, err := json.Marshal(object.Object)
			objects[last][object.GetName()] = string(made)
			return made, err
		default:
			kind := path[:strings.LastIndex(path, "/")]
			delete(objects[kind[strings.LastIndex(kind, "/")+1:]], last)
			return nil, nil
		}
	}
}

func cart() core.Service {
	return core.Service{
		ObjectMeta: meta.ObjectMeta{
			Name: "cart", Namespace: "shop",
			Labels:      map[string]string{"app": "cart"},
			Annotations: map[string]string{"service.cilium.io/global": "true"},
		},
		Spec: core.ServiceSpec{
			ClusterIPs: []string{"10.96.0.10"},
			Selector:   map[string]string{"app": "cart"},
			Ports:      []core.ServicePort{{Name: "http", Port: 80}},
		},
	}
}

// startAgents connects the fleet until the test ends.
func startAgents(t *testing.T, fleet *Fleet) {
	require.NoError(t, fleet.startAgents(t.Context(), slog.New(slog.DiscardHandler)))
	t.Cleanup(func() { require.NoError(t, fleet.Stop(context.Background())) })
}

func requirePass(t *testing.T, check Check) {
	t.Helper()
	result := check.Run(t.Context())
	require.Empty(t, result.Problems, check.Name)
	require.Empty(t, result.Skipped, check.Name)
}

// requireFail tries a check that must fail, for the reason given.
func requireFail(t *testing.T, fleet *Fleet, check Check, reason string) {
	t.Helper()
	fleet.Limit = time.Second
	result := check.Run(t.Context())
	require.Contains(t, strings.Join(result.Problems, "\n"), reason, check.Name)
}

// every does something again and again until the test ends.
func every(t *testing.T, do func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			do(ctx)
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
}
