// Package values judges what a store holds with Cilium's own types: each value must be decoded by them, pass the checks
// that Cilium's readers make, and be the same once encoded again.
package values

import (
	"fmt"
	"strings"

	"github.com/cilium/cilium/pkg/kvstore"
)

// Family is the sort of data a key holds.
type Family string

const (
	Nodes          Family = "nodes"
	Identities     Family = "identities"
	IPs            Family = "ip"
	Services       Family = "services"
	ServiceExports Family = "serviceexports"
	EndpointSlices Family = "endpointslices"
	ClusterConfig  Family = "cluster-config"
	Synced         Family = "synced"
	Heartbeat      Family = "heartbeat"
)

// Cached are the families that are kept per cluster, below a prefix of their own.
var Cached = []Family{Nodes, Identities, IPs, Services, ServiceExports, EndpointSlices}

// identityDirectory stands before the number of an identity.
const identityDirectory = "id/"

// Key is a key of a store, taken apart. Name is what identifies an entry within its family and cluster: of a canary, the
// family that is complete; of a cluster config and a heartbeat, nothing.
type Key struct {
	Family  Family
	Cluster string
	Name    string
}

// CachePrefix is what all keys of one cluster and family begin with.
func CachePrefix(family Family, cluster string) string {
	return kvstore.JoinKey(kvstore.BaseKeyPrefix, "cache", string(family), "v1", cluster) + "/"
}

// Canary is the key that says a family of a cluster is complete.
func Canary(family Family, cluster string) string {
	return kvstore.JoinKey(kvstore.SyncedPrefix, cluster, kvstore.BaseKeyPrefix, "cache", string(family), "v1")
}

// ParseKey takes a key apart.
func ParseKey(key string) (Key, error) {
	if key == kvstore.HeartbeatPath {
		return Key{Family: Heartbeat}, nil
	}
	if cluster, is := strings.CutPrefix(key, kvstore.ClusterConfigPrefix+"/"); is && isSegment(cluster) {
		return Key{Family: ClusterConfig, Cluster: cluster}, nil
	}
	if rest, is := strings.CutPrefix(key, kvstore.SyncedPrefix+"/"); is {
		return canary(key, rest)
	}
	for _, family := range Cached {
		if rest, is := strings.CutPrefix(key, CachePrefix(family, "")); is {
			return entry(key, family, rest)
		}
	}
	return Key{}, unknown(key)
}

func canary(key, rest string) (Key, error) {
	cluster, _, _ := strings.Cut(rest, "/")
	for _, family := range Cached {
		if isSegment(cluster) && key == Canary(family, cluster) {
			return Key{Synced, cluster, string(family)}, nil
		}
	}
	return Key{}, unknown(key)
}

func entry(key string, family Family, rest string) (Key, error) {
	cluster, name, _ := strings.Cut(rest, "/")
	if family == Identities {
		number, is := strings.CutPrefix(name, identityDirectory)
		if !is {
			return Key{}, unknown(key)
		}
		name = number
	}
	if cluster == "" || name == "" {
		return Key{}, unknown(key)
	}
	return Key{family, cluster, name}, nil
}

func isSegment(text string) bool { return text != "" && !strings.Contains(text, "/") }

func unknown(key string) error { return fmt.Errorf("%s: no key that KVStoreMesh would write", key) }
