// Package kube reads and changes a member's Kubernetes API, the way its users do.
package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"fleetmesh.io/conformance/internal/expected"
	"fleetmesh.io/conformance/internal/runfile"
)

// Where the API has Cilium's own kinds.
const (
	nodesPath      = "/apis/cilium.io/v2/ciliumnodes"
	identitiesPath = "/apis/cilium.io/v2/ciliumidentities"
	endpointsPath  = "/apis/cilium.io/v2/ciliumendpoints"
	slicesPath     = "/apis/cilium.io/v2alpha1/ciliumendpointslices"
)

// Cluster is one member's API.
type Cluster struct {
	Member runfile.Member
	api    kubernetes.Interface
	call   Caller
}

// Caller makes a request of an API at a path, for the kinds that its client does not know; body and answer are JSON.
type Caller func(ctx context.Context, verb, path string, body []byte) ([]byte, error)

// Connect reads the member's kubeconfig; it does not talk to the API yet.
func Connect(member runfile.Member) (*Cluster, error) {
	config, err := clientcmd.BuildConfigFromFlags("", member.Kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("kubeconfig of %s: %w", member.Name, err)
	}
	config.QPS = -1 // one user, who looks often
	config.ContentType = "application/json"
	config.AcceptContentTypes = "application/json"
	api, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("kubeconfig of %s: %w", member.Name, err)
	}
	return Of(member, api, func(ctx context.Context, verb, path string, body []byte) ([]byte, error) {
		request := api.Discovery().RESTClient().Verb(verb).AbsPath(path)
		if body != nil {
			request = request.SetHeader("Content-Type", "application/json").Body(body)
		}
		return request.DoRaw(ctx)
	}), nil
}

// Of is a member's API over a given client, and a caller for the kinds that it does not know.
func Of(member runfile.Member, api kubernetes.Interface, call Caller) *Cluster {
	return &Cluster{Member: member, api: api, call: call}
}

// Entries are the nodes, identities and addresses that every other member must know of this one.
func (c *Cluster) Entries(ctx context.Context) (expected.Entries, error) {
	objects, err := c.ciliumObjects(ctx)
	if err != nil {
		return expected.Entries{}, fmt.Errorf("API of %s: %w", c.Member.Name, err)
	}
	return expected.EntriesOf(expected.Member{Name: c.Member.Name, ID: c.Member.ClusterID}, objects)
}

func (c *Cluster) ciliumObjects(ctx context.Context) (expected.CiliumObjects, error) {
	var objects expected.CiliumObjects
	namespaces, err := c.api.CoreV1().Namespaces().List(ctx, meta.ListOptions{})
	if err != nil {
		return objects, err
	}
	objects.Namespaces = namespaces.Items
	lists := map[string]any{nodesPath: &objects.Nodes, identitiesPath: &objects.Identities}
	bySlices, err := c.flag(ctx, slicesSetting)
	if err != nil {
		return objects, err
	}
	if bySlices {
		lists[slicesPath] = &objects.EndpointSlices
	} else {
		lists[endpointsPath] = &objects.Endpoints
	}
	for path, items := range lists {
		content, err := c.call(ctx, http.MethodGet, path, nil)
		if err != nil {
			return objects, err
		}
		if err := json.Unmarshal(content, &struct{ Items any }{items}); err != nil {
			return objects, fmt.Errorf("%s: %w", path, err)
		}
	}
	return objects, nil
}

// Expected is what every other member must know of this one, by the objects that are in its API now.
func (c *Cluster) Expected(ctx context.Context) (map[string]*expected.Service, error) {
	objects, err := c.objects(ctx)
	if err != nil {
		return nil, fmt.Errorf("API of %s: %w", c.Member.Name, err)
	}
	return expected.Of(expected.Member{Name: c.Member.Name, ID: c.Member.ClusterID}, objects), nil
}

// Slices are the endpoint slices that members whose agents read slices must know of this one.
func (c *Cluster) Slices(ctx context.Context) (map[string]string, error) {
	objects, err := c.objects(ctx)
	if err != nil {
		return nil, fmt.Errorf("API of %s: %w", c.Member.Name, err)
	}
	return expected.Slices(expected.Member{Name: c.Member.Name, ID: c.Member.ClusterID}, objects)
}

// ReadsSlices is whether this member's own agents are of a Cilium that reads slices, by the image that its DaemonSet names.
func (c *Cluster) ReadsSlices(ctx context.Context) (bool, error) {
	agents, err := c.api.AppsV1().DaemonSets("kube-system").Get(ctx, "cilium", meta.GetOptions{})
	if errors.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("API of %s: %w", c.Member.Name, err)
	}
	for _, container := range agents.Spec.Template.Spec.Containers {
		var major, minor int
		_, tag, _ := strings.Cut(container.Image, ":")
		if read, _ := fmt.Sscanf(tag, "v%d.%d.", &major, &minor); container.Name == "cilium-agent" && read == 2 {
			return major > 1 || minor >= 20, nil
		}
	}
	return false, nil
}

func (c *Cluster) objects(ctx context.Context) (expected.Objects, error) {
	var objects expected.Objects
	namespaces, err := c.api.CoreV1().Namespaces().List(ctx, meta.ListOptions{})
	if err != nil {
		return objects, err
	}
	services, err := c.api.CoreV1().Services(meta.NamespaceAll).List(ctx, meta.ListOptions{})
	if err != nil {
		return objects, err
	}
	slices, err := c.api.DiscoveryV1().EndpointSlices(meta.NamespaceAll).List(ctx, meta.ListOptions{})
	if err != nil {
		return objects, err
	}
	return expected.Objects{Namespaces: namespaces.Items, Services: services.Items, Slices: slices.Items}, nil
}

// Annotate sets annotations of a Service, or removes those that are nil.
func (c *Cluster) Annotate(ctx context.Context, namespace, service string, annotations map[string]*string) error {
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"annotations": annotations}})
	if err != nil {
		return err
	}
	_, err = c.api.CoreV1().Services(namespace).Patch(ctx, service, types.MergePatchType, patch, meta.PatchOptions{})
	return c.named(err, "annotate Service", namespace, service)
}

// Replicas says how many pods a Deployment is meant to have; false if there is no such Deployment.
func (c *Cluster) Replicas(ctx context.Context, namespace, name string) (int32, bool) {
	deployment, err := c.api.AppsV1().Deployments(namespace).Get(ctx, name, meta.GetOptions{})
	if err != nil || deployment.Spec.Replicas == nil {
		return 0, false
	}
	return *deployment.Spec.Replicas, true
}

// Scale changes how many pods a Deployment is meant to have.
func (c *Cluster) Scale(ctx context.Context, namespace, name string, replicas int32) error {
	patch := fmt.Appendf(nil, `{"spec":{"replicas":%d}}`, replicas)
	_, err := c.api.AppsV1().Deployments(namespace).Patch(ctx, name, types.MergePatchType, patch, meta.PatchOptions{})
	return c.named(err, "scale Deployment", namespace, name)
}

func (c *Cluster) named(err error, what, namespace, name string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %s %s/%s: %w", c.Member.Name, what, namespace, name, err)
}
