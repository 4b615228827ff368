package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** ServiceExports of MCS-API, in whichever version is installed. */
final class ServiceExportKind implements WatchedKind<JsonNode> {
    @Override
    public Family family() {
        return Family.SERVICE_EXPORT;
    }

    @Override
    public String kind() {
        return "ServiceExport";
    }

    @Override
    public List<String> paths() {
        return List.of(
                "apis/multicluster.x-k8s.io/v1beta1/serviceexports",
                "apis/multicluster.x-k8s.io/v1alpha1/serviceexports");
    }

    @Override
    public Class<JsonNode> type() {
        return JsonNode.class;
    }

    @Override
    public boolean namespaced() {
        return true;
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public MemberFact map(JsonNode object) throws BadField {
        Tree export = Tree.of(object);
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
