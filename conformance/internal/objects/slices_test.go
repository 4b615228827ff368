package objects

import (
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func sliceOf(service, more, value string) *unstructured.Unstructured {
	labels := map[string]any{"kubernetes.io/service-name": service}
	if more != "" {
		labels[more] = value
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"metadata": map[string]any{"namespace": "shop", "name": "a", "labels": labels},
	}}
}

func record(t *testing.T, world *World, burst int, object *unstructured.Unstructured) {
	require.NoError(t, world.Record(Key{EndpointSlice, "shop", "a"}, Version{Burst: burst, Object: object}))
}

func TestSliceCountsForItsServiceUnlessItIsMirroredOrAnotherProxys(t *testing.T) {
	for label, value := range map[string]string{"": "", "other": "x"} {
		world := NewWorld()
		record(t, world, 1, sliceOf("cart", label, value))
		require.Len(t, world.SlicesOf("shop", "cart"), 1)
		require.Empty(t, world.SlicesOf("shop", "other"))
		require.Empty(t, world.SlicesOf("else", "cart"))
	}
	for label, value := range map[string]string{proxyName: "", "endpointslice.kubernetes.io/managed-by": mirroredBy} {
		world := NewWorld()
		record(t, world, 1, sliceOf("cart", label, value))
		require.Empty(t, world.SlicesOf("shop", "cart"))
	}
}

func TestWhatWasRefusedChangedNothing(t *testing.T) {
	world := NewWorld()
	record(t, world, 1, sliceOf("cart", "", ""))
	require.NoError(t, world.Record(Key{EndpointSlice, "shop", "a"}, Version{Burst: 2, What: "move", Refused: errRefused}))
	require.Len(t, world.SlicesOf("shop", "cart"), 1)
	require.Contains(t, world.History(Key{EndpointSlice, "shop", "a"})[1], "burst 2: EndpointSlice shop/a: move: refused: no")
}

func TestASliceThatCameBackHasNotLeft(t *testing.T) {
	world := NewWorld()
	record(t, world, 1, sliceOf("cart", "", ""))
	record(t, world, 1, sliceOf("other", "", ""))
	require.Len(t, world.Left("shop", "cart"), 1)
	require.Empty(t, world.Left("shop", "other"))
	record(t, world, 1, sliceOf("cart", "", ""))
	require.Empty(t, world.Left("shop", "cart"))
	require.Len(t, world.Left("shop", "other"), 1)
}

type refusal string

func (r refusal) Error() string { return string(r) }

const errRefused = refusal("no")
