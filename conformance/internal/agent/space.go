package agent

import (
	"fmt"

	"github.com/cilium/cilium/pkg/clustermesh/types"
	"github.com/cilium/cilium/pkg/identity"
)

// SetMaxConnectedClusters gives Cilium's code in this process the setting of this name, 255 or 511, as an agent does when it
// starts: how large cluster IDs may be and where identities lie follow from it. Once, and before anything of Cilium is used.
func SetMaxConnectedClusters(most uint32) error {
	if err := (types.ClusterInfo{MaxConnectedClusters: most}).InitClusterIDMax(); err != nil {
		return err
	}
	// Cilium computes it once and for all.
	last := identity.GetMaximumAllocationIdentity(most)
	if last != 1<<identity.NumericIdentityBitlength-1 {
		return fmt.Errorf("identities of at most %d clusters end with %d: another setting has been used before", most, last)
	}
	return nil
}
