package check

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
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
	store.Join(name, int(id))
	certificate, key := store.Issue("local-" + name)
	member := runfile.Member{
		Name: name, ClusterID: id, MeshStore: store.Endpoint,
		CertificateAuthority: store.Authority(), ClientCertificate: certificate, ClientKey: key,
	}
	api := fake.NewClientset(&core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "shop"}})
	for _, service := range services {
		_, err := api.CoreV1().Services(service.Namespace).Create(t.Context(), &service, meta.CreateOptions{})
		require.NoError(t, err)
	}
	fleet.Run.Members = append(fleet.Run.Members, member)
	fleet.Clusters = append(fleet.Clusters, kube.Of(member, api, ciliumKinds(name, id)))
}

// ciliumKinds are the objects behind what a store holds of a cluster that has joined.
func ciliumKinds(cluster string, id uint32) kube.Reader {
	number := id<<16 + 300
	objects := map[string]string{
		"ciliumnodes": fmt.Sprintf(`{"metadata":{"name":"n1"},"spec":{"addresses":[{"type":"InternalIP","ip":"172.18.0.%d"}]}}`, id),
		"ciliumidentities": fmt.Sprintf(`{"metadata":{"name":"%d","labels":{"io.kubernetes.pod.namespace":"shop"}},`+
			`"security-labels":{"k8s:app":"cart","k8s:io.cilium.k8s.policy.cluster":"%s","k8s:io.kubernetes.pod.namespace":"shop"}}`,
			number, cluster),
		"ciliumendpoints": fmt.Sprintf(`{"metadata":{"name":"cart-0","namespace":"shop"},"status":{"identity":{"id":%d},`+
			`"networking":{"node":"172.18.0.%d","addressing":[{"ipv4":"10.%d.1.10"}]}}}`, number, id, id),
	}
	return func(_ context.Context, path string) ([]byte, error) {
		return fmt.Appendf(nil, `{"items":[%s]}`, objects[path[strings.LastIndex(path, "/")+1:]]), nil
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
