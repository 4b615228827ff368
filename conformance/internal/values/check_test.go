package values

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	configValue  = `{"id":3,"capabilities":{"syncedCanaries":true,"cached":true,"maxConnectedClusters":255,"serviceExportsEnabled":true}}`
	serviceValue = `{"cluster":"src","namespace":"shop","name":"cart","frontends":{"10.96.0.10":{"http":{"Protocol":"TCP","Port":80}}},` +
		`"backends":{"10.3.1.10":{"http":{"Protocol":"TCP","Port":8080}}},"hostnames":{"10.3.1.10":"cart-0"},` +
		`"zones":{"10.3.1.10":{"zone":"z1","forZones":[]}},"labels":{},"selector":{},"includeExternal":true,"shared":true,"clusterID":3}`
	nodeValue = `{"Name":"n1","Cluster":"src","IPAddresses":[{"Type":"InternalIP","IP":"172.18.0.2"}],` +
		`"IPv4AllocCIDR":{"IP":"10.3.0.0","Mask":"////AA=="},"IPv4SecondaryAllocCIDRs":null,"IPv6AllocCIDR":null,"IPv6SecondaryAllocCIDRs":null,` +
		`"IPv4HealthIP":"10.3.0.2","IPv6HealthIP":"","IPv4IngressIP":"","IPv6IngressIP":"","ClusterID":3,"Source":"custom-resource",` +
		`"EncryptionKey":3,"Labels":null,"Annotations":null,"NodeIdentity":0,"WireguardPubKey":"","BootID":""}`
	identityValue = `any:alpha=x;k8s:app=cart;k8s:io.cilium.k8s.policy.cluster=src;`
	ipValue       = `{"IP":"fd00:10:3::a","Mask":null,"HostIP":"172.18.0.2","ID":200001,"Key":3,"Metadata":"","K8sNamespace":"shop","K8sPodName":"cart-0"}`
	exportValue   = `{"cluster":"src","name":"cart","namespace":"shop","labels":{"l":"1"},"Labels":{"l":"1"},` +
		`"exportCreationTimestamp":"2026-01-01T00:00:00Z","ports":[{"name":"p","protocol":"TCP","port":80}],"type":"ClusterSetIP","sessionAffinity":"None"}`

	configKey   = "cilium/cluster-config/src"
	serviceKey  = "cilium/cache/services/v1/src/shop/cart"
	nodeKey     = "cilium/cache/nodes/v1/src/n1"
	identityKey = "cilium/cache/identities/v1/src/id/200001"
	ipKey       = "cilium/cache/ip/v1/src/fd00:10:3::a"
	exportKey   = "cilium/cache/serviceexports/v1/src/shop/cart"
	canaryKey   = "cilium/synced/src/cilium/cache/identities/v1"
)

// held is a store with an entry of each family.
func held() map[string][]byte {
	return map[string][]byte{
		configKey:   []byte(configValue),
		serviceKey:  []byte(serviceValue),
		nodeKey:     []byte(nodeValue),
		identityKey: []byte(identityValue),
		ipKey:       []byte(ipValue),
		exportKey:   []byte(exportValue),
		canaryKey:   []byte("2026-01-01T00:00:00Z"),

		"cilium/.heartbeat": []byte("2026-01-01T00:00:00+02:00"),
	}
}

func TestWhatKVStoreMeshWritesIsRight(t *testing.T) { require.Empty(t, Check(held())) }

func TestEveryKeyOfAStoreIsTakenApart(t *testing.T) {
	for text, expected := range map[string]Key{
		configKey:           {ClusterConfig, "src", ""},
		serviceKey:          {Services, "src", "shop/cart"},
		nodeKey:             {Nodes, "src", "n1"},
		identityKey:         {Identities, "src", "200001"},
		ipKey:               {IPs, "src", "fd00:10:3::a"},
		exportKey:           {ServiceExports, "src", "shop/cart"},
		canaryKey:           {Synced, "src", "identities"},
		"cilium/.heartbeat": {Family: Heartbeat},
	} {
		key, err := ParseKey(text)
		require.NoError(t, err)
		require.Equal(t, expected, key)
	}
}

func TestKeyOfNobodyIsAProblem(t *testing.T) {
	for _, key := range []string{
		"cilium/state/services/v1/src/shop/cart", "cilium/cache/services/v1/src", "cilium/cache/services/v1/src/", "cilium/cluster-config/",
		"cilium/cluster-config/a/b", "cilium/synced/src/cilium/cache/identities/v1/id", "cilium/synced/src/cilium/state/nodes/v1",
		"cilium/cache/identities/v1/src/200001", "else",
	} {
		store := held()
		store[key] = []byte("{}")
		problems := Check(store)
		require.Len(t, problems, 1, key)
		require.Contains(t, problems[0], "no key that KVStoreMesh would write", key)
	}
}

func TestWhatCiliumWouldRefuseOrReadDifferently(t *testing.T) {
	for _, each := range []struct{ key, old, new, reason string }{
		{configKey, `"id":3`, `"id":256`, "is not supported"},
		{configKey, `"id":3,`, ``, "is reserved"},
		{configKey, `255`, `511`, "at most 511 clusters, expected 255"},
		{configKey, `"cached":true,`, ``, "with canaries"},
		{configKey, `}}`, `,"more":1}}`, "capabilities[more]"},
		{serviceKey, `"clusterID":3`, `"clusterID":4`, "unexpected cluster ID"},
		{serviceKey, `"cluster":"src"`, `"cluster":"dst"`, "unexpected cluster name"},
		{serviceKey, `"name":"cart"`, `"name":"other"`, "does not match key"},
		{serviceKey, `"10.96.0.10"`, `""`, "unable to parse IP"},
		{serviceKey, `"10.3.1.10":{"http"`, `"10.3.1.999":{"http"`, "ParseAddr"},
		{serviceKey, `"labels":{},`, ``, "labels: Cilium would write it as"},
		{serviceKey, `"Port":80}`, `"Port":70000}`, "cannot unmarshal"},
		{serviceKey, `"shared":true,`, ``, "shared: Cilium would write it as false"},
		{serviceKey, `"shared":true`, `"shared":true,"weight":1`, "weight"},
		{nodeKey, `"Name":"n1"`, `"Name":"n2"`, "does not match key"},
		{nodeKey, `"ClusterID":3`, `"ClusterID":4`, "unexpected cluster ID"},
		{nodeKey, `"172.18.0.2"`, `"172.18.0.02"`, "invalid IP address"},
		{nodeKey, `"Annotations":null,`, ``, "Annotations"},
		{ipKey, `"fd00:10:3::a"`, `"fd00:10:3::b"`, "does not match key"},
		{ipKey, `"fd00:10:3::a"`, `"FD00:10:3::A"`, "IP: Cilium would write it as fd00:10:3::a"},
		{ipKey, `200001`, `70000`, "is of another cluster"},
		{identityKey, `=src`, `=dst`, "is not src"},
		{identityKey, `k8s:io`, `any:io`, "is not src"},
		{identityKey, `any:alpha=x;k8s:app=cart;`, `k8s:app=cart;any:alpha=x;`, "Cilium would write it as"},
		{exportKey, `"ClusterSetIP"`, `"Other"`, "type is unknown"},
		{exportKey, `,"Labels":{"l":"1"}`, ``, "Labels"},
		{canaryKey, `2026`, `x`, "cannot parse"},
	} {
		store := held()
		changed := strings.Replace(string(store[each.key]), each.old, each.new, 1)
		require.NotEqual(t, string(store[each.key]), changed, each.old)
		store[each.key] = []byte(changed)
		require.Contains(t, strings.Join(Check(store), "\n"), each.reason, each.key+" "+each.new)
	}
}

func TestIdentityOfAnotherClusterIsAProblem(t *testing.T) {
	store := held()
	store["cilium/cache/identities/v1/src/id/5"] = []byte(identityValue)
	require.Contains(t, strings.Join(Check(store), "\n"), "identity 5 is of another cluster than 3")
}

func TestEntriesOfAClusterWithoutConfigAreAProblem(t *testing.T) {
	store := held()
	delete(store, configKey)
	require.Len(t, Check(store), 5)
}
