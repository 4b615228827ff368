package kube

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"

	ciliumv2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	ciliumv2alpha1 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2alpha1"
)

// GatherEndpoints sets whether the member's addresses are in CiliumEndpointSlices, and gives what it was.
func (c *Cluster) GatherEndpoints(ctx context.Context, value string) (string, error) {
	return c.Configure(ctx, slicesSetting, value)
}

// CreateSlice makes a CiliumEndpointSlice of one endpoint that is nowhere else, at the node and with the identity of one that is.
func (c *Cluster) CreateSlice(ctx context.Context, namespace, name, address string) error {
	id, node, err := c.anEndpoint(ctx)
	if err != nil {
		return c.named(err, "take an identity for", namespace, name)
	}
	if err := c.createNamespace(ctx, namespace); err != nil {
		return c.named(err, "create Namespace", "", namespace)
	}
	body, err := json.Marshal(ciliumv2alpha1.CiliumEndpointSlice{
		TypeMeta:   meta.TypeMeta{APIVersion: ciliumv2alpha1.SchemeGroupVersion.String(), Kind: "CiliumEndpointSlice"},
		ObjectMeta: meta.ObjectMeta{Name: name},
		Namespace:  namespace,
		Endpoints: []ciliumv2alpha1.CoreCiliumEndpoint{{
			Name: name, IdentityID: id,
			Networking: &ciliumv2.EndpointNetworking{NodeIP: node, Addressing: ciliumv2.AddressPairList{{IPV4: address}}},
		}},
	})
	if err == nil {
		_, err = c.call(ctx, http.MethodPost, slicesPath, body)
	}
	return c.named(err, "create CiliumEndpointSlice", namespace, name)
}

// anEndpoint gives the identity and the node of some endpoint.
func (c *Cluster) anEndpoint(ctx context.Context) (id int64, node string, err error) {
	content, err := c.call(ctx, http.MethodGet, endpointsPath, nil)
	if err != nil {
		return 0, "", err
	}
	var endpoints struct{ Items []ciliumv2.CiliumEndpoint }
	if err := json.Unmarshal(content, &endpoints); err != nil {
		return 0, "", err
	}
	for _, endpoint := range endpoints.Items {
		if endpoint.Status.Identity != nil && endpoint.Status.Networking != nil {
			return endpoint.Status.Identity.ID, endpoint.Status.Networking.NodeIP, nil
		}
	}
	return 0, "", errors.New("no CiliumEndpoint has an identity and a node")
}

// DeleteSlice removes a CiliumEndpointSlice; that it is gone already is no error.
func (c *Cluster) DeleteSlice(ctx context.Context, name string) error {
	_, err := c.call(ctx, http.MethodDelete, slicesPath+"/"+name, nil)
	if apierrors.IsNotFound(err) {
		return nil
	}
	return c.named(err, "delete CiliumEndpointSlice", "", name)
}
