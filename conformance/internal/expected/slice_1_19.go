//go:build !cilium120

package expected

// Slices are none: agents before 1.20 read none.
func Slices(Member, Objects) (map[string]string, error) { return nil, nil }

// ReadsSlices is whether this judge's agents know slices.
const ReadsSlices = false
