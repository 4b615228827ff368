//go:build cilium120

package values

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zstd"

	slicetypes "github.com/cilium/cilium/pkg/clustermesh/types/endpointslice"
)

// knowsSlices is whether this judge's Cilium reads endpoint slices.
const knowsSlices = true

func init() {
	decoders[EndpointSlices] = decodeSlice
	comparers[EndpointSlices] = sameMessage
	comparers[Nodes] = func(value, again []byte) error { return sameJSONBut(value, again, "NodeIdentity") }
}

func decodeSlice(key Key, id uint32, value []byte) ([]byte, error) {
	creator := slicetypes.KeyCreator(
		slicetypes.ClusterNameValidator(key.Cluster), slicetypes.NamespacedNameValidator(), slicetypes.ClusterIDValidator(&id))
	return again(creator(), key.Name, key.Cluster+"/"+key.Name, value)
}

// sameMessage compares what is in two frames: how well they are packed is nobody's business.
func sameMessage(value, again []byte) error {
	reader, err := zstd.NewReader(nil)
	if err != nil {
		return err
	}
	defer reader.Close()
	left, err := reader.DecodeAll(value, nil)
	if err != nil {
		return err
	}
	right, err := reader.DecodeAll(again, nil)
	if err != nil {
		return err
	}
	if bytes.Equal(left, right) {
		return nil
	}
	return fmt.Errorf("Cilium would write it as %x, it is %x", right, left)
}
