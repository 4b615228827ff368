package kube

import (
	"context"
	"encoding/json"
	"fmt"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

const probePort = 8080

// ProbeSlice is what the name of a probe's slice has after that of the probe.
const ProbeSlice = "-own"

// Probe is a Service without selector and an EndpointSlice of its own, in a namespace of its own: nobody but its creator
// changes it, so that what an agent learns of it can be foretold.
type Probe struct {
	cluster   *Cluster
	Namespace string
	Name      string
}

// CreateProbe makes a probe with one address. It is not global yet.
func (c *Cluster) CreateProbe(ctx context.Context, namespace, name, address string) (*Probe, error) {
	probe := &Probe{cluster: c, Namespace: namespace, Name: name}
	return probe, c.named(probe.create(ctx, address), "create probe", namespace, name)
}

func (p *Probe) create(ctx context.Context, address string) error {
	api, options := p.cluster.api, meta.CreateOptions{}
	if err := p.cluster.createNamespace(ctx, p.Namespace); err != nil {
		return err
	}
	service := &core.Service{
		ObjectMeta: meta.ObjectMeta{Name: p.Name, Namespace: p.Namespace, Labels: map[string]string{"probe": p.Name}},
		Spec:       core.ServiceSpec{Ports: []core.ServicePort{{Name: "http", Protocol: core.ProtocolTCP, Port: 80}}},
	}
	if _, err := api.CoreV1().Services(p.Namespace).Create(ctx, service, options); err != nil {
		return err
	}
	_, err := api.DiscoveryV1().EndpointSlices(p.Namespace).Create(ctx, p.slice(address), options)
	return err
}

func (p *Probe) slice(address string) *discovery.EndpointSlice {
	port, name, protocol, ready := int32(probePort), "http", core.ProtocolTCP, true
	return &discovery.EndpointSlice{
		ObjectMeta: meta.ObjectMeta{
			Name: p.Name + ProbeSlice, Namespace: p.Namespace,
			Labels: map[string]string{discovery.LabelServiceName: p.Name, discovery.LabelManagedBy: "conformance"},
		},
		AddressType: discovery.AddressTypeIPv4,
		Endpoints: []discovery.Endpoint{{
			Addresses:  []string{address},
			Conditions: discovery.EndpointConditions{Ready: &ready},
		}},
		Ports: []discovery.EndpointPort{{Name: &name, Port: &port, Protocol: &protocol}},
	}
}

// Key is what the probe is called by those who learn it: cluster/namespace/name.
func (p *Probe) Key() string {
	return fmt.Sprintf("%s/%s/%s", p.cluster.Member.Name, p.Namespace, p.Name)
}

// Cluster is the name of the member that has the probe.
func (p *Probe) Cluster() string { return p.cluster.Member.Name }

// Annotate sets annotations of the probe's Service, or removes those that are nil.
func (p *Probe) Annotate(ctx context.Context, annotations map[string]*string) error {
	return p.cluster.Annotate(ctx, p.Namespace, p.Name, annotations)
}

// Move gives the probe one other address.
func (p *Probe) Move(ctx context.Context, address string) error {
	patch, err := json.Marshal(map[string]any{"endpoints": p.slice(address).Endpoints})
	if err != nil {
		return err
	}
	slices := p.cluster.api.DiscoveryV1().EndpointSlices(p.Namespace)
	_, err = slices.Patch(ctx, p.Name+ProbeSlice, types.MergePatchType, patch, meta.PatchOptions{})
	return p.cluster.named(err, "patch EndpointSlice", p.Namespace, p.Name+ProbeSlice)
}

// Delete removes the probe's Service and EndpointSlice; that they are gone already is no error.
func (p *Probe) Delete(ctx context.Context) error {
	api, options := p.cluster.api, meta.DeleteOptions{}
	err := api.CoreV1().Services(p.Namespace).Delete(ctx, p.Name, options)
	if err != nil && !errors.IsNotFound(err) {
		return p.cluster.named(err, "delete Service", p.Namespace, p.Name)
	}
	err = api.DiscoveryV1().EndpointSlices(p.Namespace).Delete(ctx, p.Name+ProbeSlice, options)
	if err != nil && !errors.IsNotFound(err) {
		return p.cluster.named(err, "delete EndpointSlice", p.Namespace, p.Name+ProbeSlice)
	}
	return nil
}

// createNamespace makes a namespace unless it is there.
func (c *Cluster) createNamespace(ctx context.Context, name string) error {
	namespace := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: name}}
	_, err := c.api.CoreV1().Namespaces().Create(ctx, namespace, meta.CreateOptions{})
	if errors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// DeleteNamespace removes the namespace probes were made in.
func (c *Cluster) DeleteNamespace(ctx context.Context, name string) error {
	err := c.api.CoreV1().Namespaces().Delete(ctx, name, meta.DeleteOptions{})
	if errors.IsNotFound(err) {
		return nil
	}
	return c.named(err, "delete Namespace", "", name)
}
