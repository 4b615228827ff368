//go:build !cilium120

package agent

import "github.com/cilium/cilium/pkg/clustermesh"

// readSlices does nothing: agents before 1.20 know no slices.
func (a *Agent) readSlices(*clustermesh.Configuration) error { return nil }
