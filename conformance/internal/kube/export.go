package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

const exportsPath = "/apis/multicluster.x-k8s.io/v1alpha1/namespaces/%s/serviceexports"

// Export makes the probe's ServiceExport, and gives the time at which it was made.
func (p *Probe) Export(ctx context.Context) (time.Time, error) {
	body := fmt.Sprintf(`{"apiVersion":"multicluster.x-k8s.io/v1alpha1","kind":"ServiceExport","metadata":{"namespace":%q,"name":%q}}`, p.Namespace, p.Name)
	answer, err := p.cluster.call(ctx, http.MethodPost, fmt.Sprintf(exportsPath, p.Namespace), []byte(body))
	if err != nil {
		return time.Time{}, p.cluster.named(err, "export", p.Namespace, p.Name)
	}
	var made struct {
		Metadata meta.ObjectMeta `json:"metadata"`
	}
	err = json.Unmarshal(answer, &made)
	return made.Metadata.CreationTimestamp.UTC(), err
}

// Unexport deletes the probe's ServiceExport.
func (p *Probe) Unexport(ctx context.Context) error {
	_, err := p.cluster.call(ctx, http.MethodDelete, fmt.Sprintf(exportsPath, p.Namespace)+"/"+p.Name, nil)
	if errors.IsNotFound(err) {
		return nil
	}
	return p.cluster.named(err, "delete export", p.Namespace, p.Name)
}

// StickToClients gives the probe's Service another session affinity.
func (p *Probe) StickToClients(ctx context.Context) error {
	patch := []byte(`{"spec":{"sessionAffinity":"ClientIP"}}`)
	_, err := p.cluster.api.CoreV1().Services(p.Namespace).Patch(ctx, p.Name, types.MergePatchType, patch, meta.PatchOptions{})
	return p.cluster.named(err, "change", p.Namespace, p.Name)
}
