package check

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	mcsapitypes "github.com/cilium/cilium/pkg/clustermesh/mcsapi/types"

	"fleetmesh.io/conformance/internal/kube"
	"fleetmesh.io/conformance/internal/operator"
)

const mcsSetting = "clustermesh-enable-mcs-api"

// Exports claims that the operator of one member, Cilium's own code, reads a ServiceExport of another as it is, as it
// changes, and until it goes.
func (f *Fleet) Exports(namespace string, logger *slog.Logger) Check {
	return Check{Name: "operator: a ServiceExport", Run: func(ctx context.Context) Result {
		if len(f.Clusters) < 2 {
			return Result{Skipped: "one member alone has no peers"}
		}
		reader := f.Run.Members[1]
		started, err := operator.Start(ctx, reader.Name, reader.ClusterID, accessOf(reader), names(f.Run.Peers(reader.Name)), logger)
		if started != nil {
			defer cleanUp(ctx, started.Stop)
		}
		if err != nil {
			return failed(err)
		}
		return f.followExport(ctx, f.Clusters[0], namespace, started)
	}}
}

func (f *Fleet) followExport(ctx context.Context, cluster *kube.Cluster, namespace string, reader *operator.Operator) Result {
	before, err := cluster.Configure(ctx, mcsSetting, "true")
	if err != nil {
		return failed(err)
	}
	defer cleanUp(ctx, func(ctx context.Context) error {
		_, err := cluster.Configure(ctx, mcsSetting, before)
		return err
	})
	probe, err := cluster.CreateProbe(ctx, namespace, "exported", firstAddress)
	defer f.retire(ctx, probe)
	if err != nil {
		return failed(err)
	}
	created, err := probe.Export(ctx)
	if err != nil {
		return failed(err)
	}
	// What the API does not fill in by itself.
	want := func(affinity string) string {
		return fmt.Sprintf("ClusterSetIP, session affinity %s, of %s, ports: http TCP 80", affinity, created.Format(time.RFC3339))
	}
	if problems := f.reads(ctx, reader, probe.Key(), want("None")); problems != nil {
		return Result{Problems: append([]string{"exported:"}, problems...)}
	}
	if err := probe.StickToClients(ctx); err != nil {
		return failed(err)
	}
	if problems := f.reads(ctx, reader, probe.Key(), want("ClientIP")); problems != nil {
		return Result{Problems: append([]string{"another session affinity:"}, problems...)}
	}
	if err := probe.Unexport(ctx); err != nil {
		return failed(err)
	}
	if problems := f.reads(ctx, reader, probe.Key(), notThere); problems != nil {
		return Result{Problems: append([]string{"export deleted:"}, problems...)}
	}
	return Result{}
}

const notThere = "not there"

// reads waits until this is what the operator knows of an export.
func (f *Fleet) reads(ctx context.Context, reader *operator.Operator, key, want string) []string {
	return eventually(ctx, f.Limit, func(context.Context) []string {
		found := notThere
		if spec, known := reader.Exports()[key]; known {
			found = describe(spec)
		}
		if found == want {
			return nil
		}
		return []string{fmt.Sprintf("operator of %s: %s is %q, expected %q", reader.Name, key, found, want)}
	})
}

func describe(spec mcsapitypes.MCSAPIServiceSpec) string {
	text := fmt.Sprintf("%s, session affinity %s, of %s, ports:",
		spec.Type, spec.SessionAffinity, spec.ExportCreationTimestamp.UTC().Format(time.RFC3339))
	for _, port := range spec.Ports {
		text += fmt.Sprintf(" %s %s %d", port.Name, port.Protocol, port.Port)
	}
	return text
}
