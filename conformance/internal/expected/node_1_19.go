//go:build !cilium120

package expected

import (
	ciliumv2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	nodes "github.com/cilium/cilium/pkg/node/types"
)

func parseNode(object *ciliumv2.CiliumNode) nodes.Node { return nodes.ParseCiliumNode(object) }
