package realetcd

import (
	"fmt"

	"github.com/cilium/cilium/pkg/clustermesh/types"
	numeric "github.com/cilium/cilium/pkg/identity"
)

// The entries of one cluster, as KVStoreMesh writes them into the store of its consumers.
const (
	config = `{"id":%d,"capabilities":{"syncedCanaries":true,"cached":true,"maxConnectedClusters":%d}}`
	node   = `{"Name":"n1","Cluster":%q,"IPAddresses":[{"Type":"InternalIP","IP":%q}],` +
		`"IPv4AllocCIDR":null,"IPv4SecondaryAllocCIDRs":null,"IPv6AllocCIDR":null,"IPv6SecondaryAllocCIDRs":null,` +
		`"IPv4HealthIP":"","IPv6HealthIP":"","IPv4IngressIP":"","IPv6IngressIP":"","ClusterID":%d,"Source":"custom-resource",` +
		`"EncryptionKey":0,"Labels":null,"Annotations":null,"NodeIdentity":0,"WireguardPubKey":"","BootID":""}`
	identity = `k8s:app=cart;k8s:io.cilium.k8s.policy.cluster=%s;k8s:io.kubernetes.pod.namespace=shop;`
	address  = `{"IP":%q,"Mask":null,"HostIP":%q,"ID":%d,"Key":0,"Metadata":"","K8sNamespace":"shop","K8sPodName":"cart-0"}`
)

// Families have a canary each.
var Families = []string{"nodes", "identities", "ip", "services"}

// Canary is the key that says a family of a cluster is complete.
func Canary(cluster, family string) string {
	return fmt.Sprintf("cilium/synced/%s/cilium/cache/%s/v1", cluster, family)
}

// ServiceKey is the key of a service, given as cluster/namespace/name.
func ServiceKey(service string) string { return "cilium/cache/services/v1/" + service }

// IdentityOf is the number of a cluster's one identity, which the size of the mesh decides.
func IdentityOf(id uint32) uint32 { return uint32(numeric.GetMinimalAllocationIdentity(id)) + 300 }

// AddressOf is the address of a cluster's one endpoint.
func AddressOf(id uint32) string { return fmt.Sprintf("10.%d.%d.10", id%256, 1+id/256) }

// NodeOf is the address of a cluster's one node.
func NodeOf(id uint32) string { return fmt.Sprintf("172.18.%d.%d", id/256, id%256) }

// Join writes what a cluster without services has: its configuration, a node, an identity, an address, all canaries.
func (s *Store) Join(cluster string, id uint32) {
	number, ip, host := IdentityOf(id), AddressOf(id), NodeOf(id)
	s.Put("cilium/cluster-config/"+cluster, fmt.Sprintf(config, id, types.ClusterIDMax))
	s.Put("cilium/cache/nodes/v1/"+cluster+"/n1", fmt.Sprintf(node, cluster, host, id))
	s.Put(fmt.Sprintf("cilium/cache/identities/v1/%s/id/%d", cluster, number), fmt.Sprintf(identity, cluster))
	s.Put("cilium/cache/ip/v1/"+cluster+"/"+ip, fmt.Sprintf(address, ip, host, number))
	for _, family := range Families {
		s.Put(Canary(cluster, family), "2026-01-01T00:00:00Z")
	}
	s.Beat("2026-01-01T00:00:00Z")
}

// Beat writes the heartbeat.
func (s *Store) Beat(at string) { s.Put("cilium/.heartbeat", at) }
