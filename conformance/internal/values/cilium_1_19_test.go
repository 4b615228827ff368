//go:build !cilium120

package values

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFamilyThatNobodyReadsIsAProblem(t *testing.T) {
	store := maps.Clone(held())
	store["cilium/cache/endpointslices/v1/src/shop/cart-1"] = nil
	require.Contains(t, strings.Join(Check(store), "\n"), "nobody of this Cilium reads it")
}

func TestStoreForNewerAgentsIsKnownByWhatItAnnounces(t *testing.T) {
	store := held()
	require.False(t, OfNewerCilium(store))
	store[configKey] = []byte(strings.Replace(configValue, `true}}`, `true,"endpointSlicesExportMode":"services-and-endpointslices"}}`, 1))
	require.True(t, OfNewerCilium(store))
}
