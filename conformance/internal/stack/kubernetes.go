package stack

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strconv"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"fleetmesh.io/conformance/internal/process"
)

const (
	token      = "differential"
	kubeconfig = `apiVersion: v1
kind: Config
current-context: source
contexts: [{name: source, context: {cluster: source, user: admin}}]
clusters: [{name: source, cluster: {server: "https://127.0.0.1:%d", certificate-authority: %q}}]
users: [{name: admin, user: {token: %q}}]
`
)

// Kubernetes is a real kube-apiserver with its etcd. No controller runs beside it.
type Kubernetes struct {
	// Kubeconfig is a file for those who read it.
	Kubeconfig string
	API        dynamic.Interface
	parts      parts
}

// StartKubernetes returns once the API answers, has the kinds of Cilium, and says what Cilium's parts are told by options. The caller stops it, also after an error.
func StartKubernetes(ctx context.Context, setup Setup, options Options) (*Kubernetes, error) {
	kubernetes := &Kubernetes{Kubeconfig: setup.file("source.kubeconfig")}
	own, err := startEtcd(setup, "etcd-kubernetes")
	if err != nil {
		return kubernetes, err
	}
	kubernetes.parts = append(kubernetes.parts, own.Process)
	port, err := process.FreePort()
	if err != nil {
		return kubernetes, err
	}
	server, err := startServer(setup, own.endpoint, port)
	if err != nil {
		return kubernetes, err
	}
	kubernetes.parts = append(kubernetes.parts, server)
	if err := kubernetes.connect(ctx, setup, server, port); err != nil {
		return kubernetes, err
	}
	return kubernetes, until(ctx, "kube-system", server, setup.StartLimit, func(ctx context.Context) error {
		return kubernetes.configure(ctx, options)
	})
}

// configure writes what a member's Cilium is installed with.
func (k *Kubernetes) configure(ctx context.Context, options Options) error {
	maps := k.API.Resource(schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}).Namespace("kube-system")
	_, err := maps.Create(ctx, &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1",
		"kind":       "ConfigMap",
		"metadata":   map[string]any{"name": "cilium-config"},
		"data": map[string]any{
			"cluster-name":                 Source,
			"cluster-id":                   strconv.Itoa(SourceID),
			"enable-cilium-endpoint-slice": strconv.FormatBool(options.EndpointSlices),
			"clustermesh-enable-mcs-api":   strconv.FormatBool(options.ServiceExports),
		},
	}}, meta.CreateOptions{})
	return err
}

// Stop ends it.
func (k *Kubernetes) Stop() error { return k.parts.stop() }

func startServer(setup Setup, store string, port int) (*process.Process, error) {
	program, err := setup.program("kube-apiserver")
	if err != nil {
		return nil, err
	}
	key, tokens := setup.file("service-accounts.key"), setup.file("tokens.csv")
	if err := errors.Join(writeKey(key), os.WriteFile(tokens, []byte(token+",admin,admin,\"system:masters\"\n"), 0o600)); err != nil {
		return nil, err
	}
	return process.Start("kube-apiserver", setup.Directory, program,
		"--etcd-servers="+store,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", port),
		"--cert-dir="+setup.file("kube-apiserver"),
		"--token-auth-file="+tokens,
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://differential",
		"--service-account-key-file="+key,
		"--service-account-signing-key-file="+key,
		"--service-cluster-ip-range=10.96.0.0/12,fd00:10:96::/112",
		"--disable-admission-plugins=ServiceAccount")
}

func (k *Kubernetes) connect(ctx context.Context, setup Setup, server *process.Process, port int) error {
	content := fmt.Sprintf(kubeconfig, port, setup.file("kube-apiserver/apiserver.crt"), token)
	if err := os.WriteFile(k.Kubeconfig, []byte(content), 0o600); err != nil {
		return err
	}
	var config *rest.Config
	err := until(ctx, "kube-apiserver", server, setup.StartLimit, func(ctx context.Context) error {
		var err error
		// The server writes its certificate first.
		if config, err = clientcmd.BuildConfigFromFlags("", k.Kubeconfig); err != nil {
			return err
		}
		return ready(ctx, config)
	})
	if err != nil {
		return err
	}
	config.QPS = -1
	config.WarningHandler = rest.NoWarnings{} // odd objects are meant to be odd
	if k.API, err = dynamic.NewForConfig(config); err != nil {
		return err
	}
	return defineKinds(ctx, k.API, server, setup.StartLimit)
}

func ready(ctx context.Context, config *rest.Config) error {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	return client.RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
}

func writeKey(file string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return os.WriteFile(file, pem.EncodeToMemory(block), 0o600)
}
