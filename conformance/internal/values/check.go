package values

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/cilium/cilium/pkg/clustermesh/types"

	"fleetmesh.io/conformance/internal/jsondiff"
)

// Check says, one line each, what is wrong with what a store holds; none if Cilium reads all of it as it was meant.
func Check(store map[string][]byte) []string {
	ids, problems := clusterIDs(store)
	for _, text := range slices.Sorted(maps.Keys(store)) {
		key, err := ParseKey(text)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		if err := check(key, store[text], ids); err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", text, err))
		}
	}
	return problems
}

func check(key Key, value []byte, ids map[string]uint32) error {
	switch key.Family {
	case ClusterConfig:
		return nil // was read already
	case Synced, Heartbeat:
		_, err := time.Parse(time.RFC3339, string(value))
		return err
	}
	decode, known := decoders[key.Family]
	if !known {
		return fmt.Errorf("family %s: nobody of this Cilium reads it", key.Family)
	}
	id, known := ids[key.Cluster]
	if !known {
		return fmt.Errorf("no cluster config of %s, without which nobody reads this", key.Cluster)
	}
	again, err := decode(key, id, value)
	if err != nil {
		return fmt.Errorf("Cilium refuses it: %w", err)
	}
	if compare, special := comparers[key.Family]; special {
		return compare(value, again)
	}
	return sameJSON(value, again)
}

// comparers are those of values that are no JSON.
var comparers = map[Family]func(value, again []byte) error{Identities: sameText}

// OfNewerCilium is whether a store is for agents that read what this judge's Cilium does not know.
func OfNewerCilium(store map[string][]byte) bool {
	if knowsSlices {
		return false
	}
	for text, value := range store {
		key, err := ParseKey(text)
		if err == nil && key.Family == ClusterConfig && bytes.Contains(value, []byte(`"endpointSlicesExportMode"`)) {
			return true
		}
	}
	return false
}

func clusterIDs(store map[string][]byte) (map[string]uint32, []string) {
	ids := map[string]uint32{}
	var problems []string
	for _, text := range slices.Sorted(maps.Keys(store)) {
		key, err := ParseKey(text)
		if err != nil || key.Family != ClusterConfig {
			continue
		}
		config, err := clusterConfig(key.Cluster, store[text])
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", text, err))
			continue
		}
		ids[key.Cluster] = config.ID
	}
	return ids, problems
}

// clusterConfig reads what every agent reads first, and what KVStoreMesh promises in it.
func clusterConfig(cluster string, value []byte) (types.CiliumClusterConfig, error) {
	var config types.CiliumClusterConfig
	if err := types.ValidateClusterName(cluster); err != nil {
		return config, err
	}
	if err := json.Unmarshal(value, &config); err != nil {
		return config, err
	}
	if err := types.ValidateClusterID(config.ID); err != nil {
		return config, err
	}
	most := config.Capabilities.MaxConnectedClusters
	if most != types.ClusterIDMax {
		return config, fmt.Errorf("at most %d clusters, expected %d as in all of the mesh", most, types.ClusterIDMax)
	}
	if !config.Capabilities.Cached || !config.Capabilities.SyncedCanaries {
		return config, fmt.Errorf("cached and with canaries, expected both: %s", value)
	}
	again, err := json.Marshal(config)
	if err != nil {
		return config, err
	}
	return config, sameJSON(value, again)
}

func sameText(value, again []byte) error {
	if bytes.Equal(value, again) {
		return nil
	}
	return fmt.Errorf("Cilium would write it as %q, it is %q", again, value)
}

func sameJSON(value, again []byte) error { return sameJSONBut(value, again, "") }

// sameJSONBut passes over a field that only Cilium's earlier releases write.
func sameJSONBut(value, again []byte, dropped string) error {
	found, err := jsondiff.Of(value, again)
	found = slices.DeleteFunc(found, func(d jsondiff.Difference) bool { return d.Field == dropped && d.Right == nil })
	if err != nil || len(found) == 0 {
		return err
	}
	first := found[0]
	return fmt.Errorf("%s: Cilium would write it as %v, it is %v", first.Place, first.Right, first.Left)
}
