//go:build cilium120

package expected

import (
	"cmp"
	"encoding/json"
	"slices"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"

	slicetypes "github.com/cilium/cilium/pkg/clustermesh/types/endpointslice"
	slim "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/discovery/v1"
)

// ReadsSlices is whether this judge's agents know slices.
const ReadsSlices = true

// Slices are those that must be known of a member to agents that read slices: by cluster/namespace/name, each in the words in
// which it is compared. Their addresses must be such as an agent reads.
func Slices(member Member, objects Objects) (map[string]string, error) {
	open := openNamespaces(objects.Namespaces)
	known := map[string]string{}
	for _, service := range objects.Services {
		if !open[service.Namespace] || !exported(&service) {
			continue
		}
		for _, object := range objects.Slices {
			if !belongs(&object, &service) {
				continue
			}
			slice, err := clusterSlice(member, &object)
			if err != nil {
				return nil, err
			}
			known[slice.String()] = SliceText(slice)
		}
	}
	return known, nil
}

func clusterSlice(member Member, object *discovery.EndpointSlice) (*slicetypes.ClusterEndpointSlice, error) {
	object = object.DeepCopy()
	for number := range object.Ports {
		// What an API server fills in.
		port := &object.Ports[number]
		name, protocol := valueOr(port.Name, ""), valueOr(port.Protocol, core.ProtocolTCP)
		port.Name, port.Protocol = &name, &protocol
	}
	content, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var slice slim.EndpointSlice
	if err := json.Unmarshal(content, &slice); err != nil {
		return nil, err
	}
	return &slicetypes.ClusterEndpointSlice{
		Cluster: member.Name, ClusterID: member.ID, Namespace: object.Namespace, Name: object.Name,
		Labels: object.Labels, Annotations: object.Annotations,
		AddressType: slice.AddressType, Endpoints: slice.Endpoints, Ports: slice.Ports,
	}, nil
}

// SliceText does not depend on the order of the endpoints, nor on whether what is empty is there.
func SliceText(slice *slicetypes.ClusterEndpointSlice) string {
	same := *slice
	same.Endpoints = slices.Clone(slice.Endpoints)
	slices.SortFunc(same.Endpoints, func(a, b slim.Endpoint) int { return cmp.Compare(text(a), text(b)) })
	for number := range same.Endpoints {
		if hints := same.Endpoints[number].Hints; hints != nil && len(hints.ForZones) == 0 {
			same.Endpoints[number].Hints = nil
		}
	}
	if len(same.Labels) == 0 {
		same.Labels = nil
	}
	if len(same.Annotations) == 0 {
		same.Annotations = nil
	}
	return text(&same)
}

func text(value any) string {
	content, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(content)
}
