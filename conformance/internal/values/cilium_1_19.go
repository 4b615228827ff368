//go:build !cilium120

package values

// knowsSlices is whether this judge's Cilium reads endpoint slices.
const knowsSlices = false
