package stack

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path"
	"strings"

	"fleetmesh.io/conformance/internal/objects"
)

const (
	emptyKubeconfig = `apiVersion: v1
kind: Config
current-context: empty
contexts: [{name: empty, context: {cluster: empty, user: nobody}}]
clusters: [{name: empty, cluster: {server: "http://%s"}}]
users: [{name: nobody, user: {}}]
`
	emptyList      = `{"kind":"%sList","metadata":{"resourceVersion":"1"},"items":[]}`
	emptyNamespace = `{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"kube-system","uid":"00000000-0000-0000-0000-000000000001"}}`
)

// emptyCluster is the API of a cluster in which there is nothing and nothing happens: what the consumer is. A Fleetmesh
// whose member cannot be reached waits for it for a while.
type emptyCluster struct {
	kubeconfig string
	server     *http.Server
}

func startEmptyCluster(setup Setup) (*emptyCluster, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	cluster := &emptyCluster{
		kubeconfig: setup.file("consumer.kubeconfig"),
		server:     &http.Server{Handler: http.HandlerFunc(answer)},
	}
	go func() { _ = cluster.server.Serve(listener) }()
	content := fmt.Appendf(nil, emptyKubeconfig, listener.Addr())
	return cluster, os.WriteFile(cluster.kubeconfig, content, 0o600)
}

func (c *emptyCluster) stop() error { return c.server.Close() }

func answer(response http.ResponseWriter, request *http.Request) {
	response.Header().Set("Content-Type", "application/json")
	switch {
	case request.URL.Query().Has("watch"):
		_ = http.NewResponseController(response).Flush()
		<-request.Context().Done()
	case strings.HasSuffix(request.URL.Path, "/namespaces/kube-system"):
		_, _ = response.Write([]byte(emptyNamespace))
	default:
		_, _ = fmt.Fprintf(response, emptyList, listed(path.Base(request.URL.Path)))
	}
}

// listed is the kind of a resource: a Fleetmesh reads two that tell of Cilium itself, and takes no list of another kind.
func listed(resource string) objects.Kind {
	switch resource {
	case "configmaps":
		return "ConfigMap"
	case "daemonsets":
		return "DaemonSet"
	default:
		return objects.KindOf(resource)
	}
}
