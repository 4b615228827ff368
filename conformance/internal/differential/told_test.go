package differential

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	address = "cilium/cache/ip/v1/src/10.3.1.1"
	nobody  = "cilium/cache/ip/v1/src/<nil>"
	service = "cilium/cache/services/v1/src/shop/cart"
	config  = "cilium/cluster-config/src"
	told    = `differs        ` + config + `
    capabilities/cached: there nothing, here true  on purpose: ours is in cache form
missing here   ` + nobody + `  on purpose: it is no address: readers refuse it
`
	end = "0 differences, and 2 on purpose\n"
)

func TestWhatBothCallOnPurposeIsNoFault(t *testing.T) {
	require.Empty(t, faults(told+end, map[string]bool{nobody: true}))
}

func TestWhatOnlyTheObjectsShowIsNoFault(t *testing.T) {
	slices := "differs        " + service + "\n    backends/10.3.1.1/http/Port: there 80, here 81\n"
	require.Equal(t, []string{"tells a difference that is on nobody's purpose: " + service}, faults(told+slices+end, map[string]bool{nobody: true}))
	require.Empty(t, faults(told+slices+end, map[string]bool{nobody: true, service: true}))
}

func TestAnAlteredKeyIsAFault(t *testing.T) {
	for _, line := range []string{
		"missing here   " + address + "\n",
		"missing there  " + address + "\n",
		"differs        " + address + "\n    ID: there 3, here 4\n",
		"differs        " + address + "\n    ID: there 3, here 4\n    Key: there 1, here 2  on purpose: why\n",
		"differs        " + address + "\n    ID: there 3, here 4  on purpose: why\n    Key: there 1, here 2\n",
	} {
		require.Equal(t, []string{"tells a difference that is on nobody's purpose: " + address}, faults(told+line+end, map[string]bool{nobody: true}), line)
	}
}

func TestADifferenceThatIsNotToldIsAFault(t *testing.T) {
	require.Equal(t, []string{"does not tell the difference of " + address}, faults(told+end, map[string]bool{nobody: true, address: true}))
}

func TestWhatDoesNotComeToAnEndIsAFault(t *testing.T) {
	for _, output := range []string{"", told, told + "! ip: not all of it is known here yet\n" + end} {
		require.Len(t, faults(output, map[string]bool{nobody: true}), 1, output)
	}
}
