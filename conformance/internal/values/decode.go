package values

import (
	"fmt"
	"strconv"

	ciliumio "github.com/cilium/cilium/pkg/k8s/apis/cilium.io"

	mcsapi "github.com/cilium/cilium/pkg/clustermesh/mcsapi/types"
	services "github.com/cilium/cilium/pkg/clustermesh/store"
	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/kvstore/store"
	"github.com/cilium/cilium/pkg/labels"
	nodes "github.com/cilium/cilium/pkg/node/store"
)

// A decoder reads a value as Cilium's agent or operator would, and writes it again.
type decoder func(key Key, clusterID uint32, value []byte) ([]byte, error)

var decoders = map[Family]decoder{
	Services:       decodeService,
	Nodes:          decodeNode,
	IPs:            decodeIP,
	Identities:     decodeIdentity,
	ServiceExports: decodeServiceExport,
}

func decodeService(key Key, id uint32, value []byte) ([]byte, error) {
	creator := services.KeyCreator(
		services.ClusterNameValidator(key.Cluster), services.NamespacedNameValidator(), services.ClusterIDValidator(&id))
	return again(creator(), key.Name, key.Cluster+"/"+key.Name, value)
}

func decodeNode(key Key, id uint32, value []byte) ([]byte, error) {
	creator := nodes.ValidatingKeyCreator(
		nodes.ClusterNameValidator(key.Cluster), nodes.NameValidator(), nodes.ClusterIDValidator(&id))
	return again(creator(), key.Name, key.Cluster+"/"+key.Name, value)
}

func decodeServiceExport(key Key, _ uint32, value []byte) ([]byte, error) {
	creator := mcsapi.KeyCreator(mcsapi.ClusterNameValidator(key.Cluster), mcsapi.NamespacedNameValidator())
	return again(creator(), key.Name, key.Cluster+"/"+key.Name, value)
}

func decodeIP(key Key, id uint32, value []byte) ([]byte, error) {
	pair := &identity.IPIdentityPair{}
	written, err := again(pair, key.Name, key.Name, value)
	if err != nil {
		return nil, err
	}
	if pair.IP == nil {
		return nil, fmt.Errorf("it has no address")
	}
	if pair.ID >= identity.MinimalNumericIdentity && !belongs(pair.ID, id) {
		return nil, fmt.Errorf("identity %d is of another cluster than %d", pair.ID, id)
	}
	return written, nil
}

func decodeIdentity(key Key, id uint32, value []byte) ([]byte, error) {
	number, err := strconv.ParseUint(key.Name, 10, 32)
	if err != nil {
		return nil, err
	}
	if !belongs(identity.NumericIdentity(number), id) {
		return nil, fmt.Errorf("identity %d is of another cluster than %d", number, id)
	}
	known := labels.NewLabelsFromSortedList(string(value))
	cluster, there := known[ciliumio.PolicyLabelCluster]
	if !there || cluster.Source != labels.LabelSourceK8s || cluster.Value != key.Cluster {
		return nil, fmt.Errorf("label k8s:%s is not %s", ciliumio.PolicyLabelCluster, key.Cluster)
	}
	return known.SortedList(), nil
}

// again decodes a value, which must then belong below the key it was found at, and encodes it.
func again(entry store.Key, name, keyName string, value []byte) ([]byte, error) {
	if err := entry.Unmarshal(name, value); err != nil {
		return nil, err
	}
	if own := entry.GetKeyName(); own != keyName {
		return nil, fmt.Errorf("its own key is %s", own)
	}
	return entry.Marshal()
}

func belongs(number identity.NumericIdentity, clusterID uint32) bool {
	return number >= identity.GetMinimalAllocationIdentity(clusterID) && number <= identity.GetMaximumAllocationIdentity(clusterID)
}
