package compare

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"fleetmesh.io/conformance/internal/jsondiff"
)

const (
	service  = "cilium/cache/services/v1/src/shop/cart"
	identity = "cilium/cache/identities/v1/src/id/200001"
	canary   = "cilium/synced/src/cilium/cache/services/v1"
)

func stores(key, native, fleetmesh string) []Difference {
	return Stores(map[string][]byte{key: []byte(native)}, map[string][]byte{key: []byte(fleetmesh)})
}

func TestEqualInMeaningIsEqual(t *testing.T) {
	require.Empty(t, stores(service, `{"a":1,"b":{}}`, `{"b":{}, "a":1}`))
	require.Empty(t, stores(identity, "k8s:a=b;", "k8s:a=b;"))
	require.Empty(t, stores(canary, "2026-01-01T00:00:00Z", "2026-01-01T00:00:09Z"))
}

func TestAKeyOnOneSideIsADifferenceAsAWhole(t *testing.T) {
	for _, key := range []string{service, identity, canary, "cilium/else"} {
		held := map[string][]byte{key: []byte("{}")}
		require.Equal(t, "{}", Stores(held, nil)[0].Native)
		require.Nil(t, Stores(held, nil)[0].Fleetmesh)
		require.Equal(t, "{}", Stores(nil, held)[0].Fleetmesh)
		require.True(t, Stores(nil, held)[0].IsWhole())
	}
}

func TestEachPlaceIsADifference(t *testing.T) {
	found := stores(service, `{"backends":{"10.0.0.1":{}},"shared":true}`, `{"backends":{},"shared":false}`)
	require.Len(t, found, 2)
	require.Equal(t, jsondiff.Place{Field: "backends", Entry: "10.0.0.1"}, found[0].Place)
	require.Equal(t, map[string]any{}, found[0].Native)
	require.Nil(t, found[0].Fleetmesh)
	require.Equal(t, jsondiff.Place{Field: "shared"}, found[1].Place)
	require.False(t, found[1].IsWhole())
}

func TestIdentitiesAreComparedByTheirText(t *testing.T) {
	found := stores(identity, "k8s:a=b;", "k8s:a=c;")
	require.Len(t, found, 1)
	require.Equal(t, "k8s:a=b;", found[0].Native)
}

func TestANumberIsNotItsText(t *testing.T) {
	require.Equal(t, json.Number("1"), stores(service, `{"a":1}`, `{"a":"1"}`)[0].Native)
}
