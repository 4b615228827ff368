package check

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSlicesAreComparedOneByOne(t *testing.T) {
	want := map[string]string{"east/shop/cart-1": `{"a":1}`, "east/shop/cart-2": `{}`}
	require.Empty(t, compareSlices(want, map[string]string{"east/shop/cart-1": `{"a":1}`, "east/shop/cart-2": `{}`}))

	found := compareSlices(want, map[string]string{"east/shop/cart-1": `{"a":2}`, "east/shop/pay-1": `{}`})
	require.Len(t, found, 3)
	require.Contains(t, found[0], `slice east/shop/cart-1: expected {"a":1}, learned "{\"a\":2}"`)
	require.Contains(t, found[1], `slice east/shop/cart-2: expected {}, learned ""`)
	require.Contains(t, found[2], "slice east/shop/pay-1: learned, but")
}
