package check

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	mcsapitypes "github.com/cilium/cilium/pkg/clustermesh/mcsapi/types"
	"github.com/stretchr/testify/require"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"fleetmesh.io/conformance/internal/kube"
	"fleetmesh.io/conformance/internal/realetcd"
)

const exportKey = "cilium/cache/serviceexports/v1/east/probes/exported"

// exporter writes a value for the export that is there, with the session affinity of its Service; none if it is gone.
type exporter func(store *realetcd.Store, spec *mcsapitypes.MCSAPIServiceSpec)

func TestPassesAnExportThatIsFollowed(t *testing.T) {
	t.Parallel()
	_, check := exportsOf(t, writeExport)
	requirePass(t, check)
}

func TestFailsOnAnExportThatIsNotAsItMustBe(t *testing.T) {
	t.Parallel()
	const expected = `"ClusterSetIP, session affinity None, of 2026-01-01T00:00:00Z, ports: http TCP 80"`
	for name, fault := range map[string]struct {
		writes exporter
		reason string
	}{
		"never arrives": {func(*realetcd.Store, *mcsapitypes.MCSAPIServiceSpec) {}, `exported is "not there", expected ` + expected},
		"another port": {changed(func(spec *mcsapitypes.MCSAPIServiceSpec) { spec.Ports[0].Port = 81 }),
			`ports: http TCP 81", expected ` + expected},
		"another type": {changed(func(spec *mcsapitypes.MCSAPIServiceSpec) { spec.Type = "Headless" }),
			`is "Headless, session affinity None, `},
		"another time": {changed(func(spec *mcsapitypes.MCSAPIServiceSpec) { spec.ExportCreationTimestamp = meta.Unix(0, 0) }),
			`of 1970-01-01T00:00:00Z, `},
		"does not change": {changed(func(spec *mcsapitypes.MCSAPIServiceSpec) { spec.SessionAffinity = "None" }),
			"another session affinity:"},
		"does not go": {func(store *realetcd.Store, spec *mcsapitypes.MCSAPIServiceSpec) {
			if spec != nil {
				writeExport(store, spec)
			}
		}, "export deleted:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fleet, check := exportsOf(t, fault.writes)
			fleet.Limit = 4 * time.Second
			result := check.Run(t.Context())
			require.Contains(t, strings.Join(result.Problems, "\n"), fault.reason)
		})
	}
}

func changed(change func(*mcsapitypes.MCSAPIServiceSpec)) exporter {
	return func(store *realetcd.Store, spec *mcsapitypes.MCSAPIServiceSpec) {
		if spec != nil {
			change(spec)
		}
		writeExport(store, spec)
	}
}

func writeExport(store *realetcd.Store, spec *mcsapitypes.MCSAPIServiceSpec) {
	if spec == nil {
		store.Delete(exportKey)
		return
	}
	content, err := json.Marshal(spec)
	if err == nil {
		store.Put(exportKey, string(content))
	}
}

// exportsOf has a mesh that follows the exports of the east by the given exporter, until the test ends.
func exportsOf(t *testing.T, writes exporter) (*Fleet, Check) {
	fleet, store := newFleet(t, true)
	config := store.Get("cilium/cluster-config/east")
	store.Put("cilium/cluster-config/east", strings.Replace(config, `"cached"`, `"serviceExportsEnabled":true,"cached"`, 1))
	store.Put(realetcd.Canary("east", "serviceexports"), "2026-01-01T00:00:00Z")
	api, call := clientOf(t), ciliumKinds("east", 3)
	fleet.Clusters[0] = kube.Of(fleet.Run.Members[0], api, call)
	last := ""
	every(t, func(ctx context.Context) {
		spec, err := exported(ctx, api, call)
		content, _ := json.Marshal(spec)
		if err == nil && string(content) != last && (spec != nil || last != "") {
			writes(store, spec)
			last = string(content)
		}
	})
	return fleet, fleet.Exports("probes", slog.New(slog.DiscardHandler))
}

// exported is what the east exports now; nil if nothing.
func exported(ctx context.Context, api kubernetes.Interface, call kube.Caller) (*mcsapitypes.MCSAPIServiceSpec, error) {
	content, err := call(ctx, http.MethodGet, "/apis/multicluster.x-k8s.io/v1alpha1/namespaces/probes/serviceexports", nil)
	if err != nil {
		return nil, err
	}
	var exports struct {
		Items []struct{ Metadata meta.ObjectMeta }
	}
	if err := json.Unmarshal(content, &exports); err != nil || len(exports.Items) == 0 {
		return nil, err
	}
	service, err := api.CoreV1().Services("probes").Get(ctx, "exported", meta.GetOptions{})
	if err != nil {
		return nil, err
	}
	// By its JSON: the type of its ports is another from one Cilium to the next.
	spec := &mcsapitypes.MCSAPIServiceSpec{}
	const value = `{"cluster":"east","namespace":"probes","name":"exported","type":"ClusterSetIP","sessionAffinity":"None",` +
		`"ports":[{"name":"http","protocol":"TCP","port":80}]}`
	if err := json.Unmarshal([]byte(value), spec); err != nil {
		return nil, err
	}
	spec.ExportCreationTimestamp = exports.Items[0].Metadata.CreationTimestamp
	if service.Spec.SessionAffinity != "" {
		spec.SessionAffinity = service.Spec.SessionAffinity
	}
	return spec, nil
}
