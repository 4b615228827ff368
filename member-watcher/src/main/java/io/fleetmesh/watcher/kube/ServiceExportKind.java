package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** ServiceExports of MCS-API, in whichever version is installed. */
final class ServiceExportKind extends TreeKind {
    ServiceExportKind() {
        super(
                Family.SERVICE_EXPORT,
                "ServiceExport",
                Scope.NAMESPACED,
                "apis/multicluster.x-k8s.io/v1beta1/serviceexports",
                "apis/multicluster.x-k8s.io/v1alpha1/serviceexports");
    }

    @Override
    MemberFact fact(Tree export) throws BadField {
        Tree metadata = export.at("metadata");
        Tree spec = export.at("spec");
        return new ServiceExportFact(
                metadata.at("namespace").text().orElse(""),
                metadata.at("name").text().orElse(""),
                created(metadata.at("creationTimestamp")),
                spec.at("exportedLabels").texts(),
                spec.at("exportedAnnotations").texts());
    }

    private static Instant created(Tree time) throws BadField {
        try {
            return Instant.parse(time.text().orElse("")).truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeException e) {
            BadField bad = time.bad("a time");
            bad.initCause(e);
            throw bad;
        }
    }
}
