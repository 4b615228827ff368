//go:build cilium120

package values

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	slicetypes "github.com/cilium/cilium/pkg/clustermesh/types/endpointslice"
)

const sliceKey = "cilium/cache/endpointslices/v1/east/shop/cart-1"

// sliceMessage is what the store's golden test makes of a slice with everything in it.
func sliceMessage(t *testing.T) []byte {
	text, err := os.ReadFile("testdata/slice.hex")
	require.NoError(t, err)
	message, err := hex.DecodeString(strings.TrimSpace(string(text)))
	require.NoError(t, err)
	return message
}

func framed(t *testing.T, message []byte) []byte {
	writer, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	return writer.EncodeAll(message, nil)
}

func TestEveryFieldOfASliceIsRead(t *testing.T) {
	var slice slicetypes.ClusterEndpointSlice
	require.NoError(t, slice.Unmarshal("shop/cart-1", framed(t, sliceMessage(t))))
	text, err := slice.MarshalJSON()
	require.NoError(t, err)
	require.JSONEq(t, `{"cluster":"east","clusterID":3,"namespace":"shop","name":"cart-1",
		"labels":{"app":"cart","kubernetes.io/service-name":"cart"},"annotations":{"note":"ü"},"addressType":"IPv4",
		"endpoints":[
			{"addresses":["10.3.1.10","10.3.1.11"],"conditions":{"ready":true,"serving":true,"terminating":false},
				"hostname":"cart-0","nodeName":"n1","zone":"z1","hints":{"forZones":[{"name":"z1"},{"name":"z2"}]}},
			{"addresses":["10.3.1.12"],"conditions":{}}],
		"ports":[{"name":"http","protocol":"TCP","port":8080,"appProtocol":"h2c"},{"name":"","protocol":"UDP"}]}`, string(text))
}

func TestSliceThatIsNotAsCiliumWouldWriteIt(t *testing.T) {
	store := map[string][]byte{
		"cilium/cluster-config/east": []byte(strings.Replace(configValue, `true}}`, `true,"endpointSlicesExportMode":"services-and-endpointslices"}}`, 1)),
		sliceKey:                     framed(t, sliceMessage(t)),
	}
	require.Empty(t, Check(store))

	store[sliceKey] = framed(t, append(sliceMessage(t), 0x50, 1)) // a field 10
	require.Contains(t, strings.Join(Check(store), "\n"), "Cilium would write it as")

	store[sliceKey] = framed(t, []byte(strings.Replace(string(sliceMessage(t)), "10.3.1.12", "fd00::123", 1)))
	require.Contains(t, strings.Join(Check(store), "\n"), "invalid IPv4 endpoint address")

	store[sliceKey] = sliceMessage(t)
	require.Contains(t, strings.Join(Check(store), "\n"), "Cilium refuses it")

	delete(store, sliceKey)
	store["cilium/cache/endpointslices/v1/east/shop/cart-2"] = framed(t, sliceMessage(t))
	require.Contains(t, strings.Join(Check(store), "\n"), "does not match key")
}
