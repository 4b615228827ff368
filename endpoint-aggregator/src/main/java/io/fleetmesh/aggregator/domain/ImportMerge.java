package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.MeshRecord.ExportPort;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.ServiceImport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The exports of one name as one import, as {@link ServiceImport} says; the rules are those of Cilium's operator. */
final class ImportMerge {
    private static final String CLUSTER = "Cluster";

    private final List<MemberServiceExport> exports;
    private final List<Conflict> conflicts = new ArrayList<>();

    private ImportMerge(List<MemberServiceExport> exports) {
        this.exports = exports;
    }

    /** Of the exports of one name, at least one, in any order. */
    static ServiceImport of(Collection<MemberServiceExport> exports) {
        return new ImportMerge(exports.stream().sorted().toList()).merged();
    }

    private ServiceImport merged() {
        List<ExportPort> ports = ports();
        List<String> families = ipFamilies();
        compare("type", export -> export.headless() ? "Headless" : "ClusterSetIP");
        compare("sessionAffinity", ServiceExportRecord::sessionAffinity);
        compare("sessionAffinityConfig.clientIP", export -> text(export.sessionAffinityTimeout(), "unset"));
        compare("annotations", export -> new TreeMap<>(export.annotations()).toString());
        compare("labels", export -> new TreeMap<>(export.labels()).toString());
        compare("internalTrafficPolicy", export -> text(export.internalTrafficPolicy(), CLUSTER));
        compare("trafficDistribution", export -> text(export.trafficDistribution(), "unset"));
        ServiceExportRecord first = exports.getFirst().record();
        return new ServiceImport(
                exports.stream()
                        .map(export -> new ServiceImport.Export(
                                export.member(),
                                export.cluster(),
                                export.record().created()))
                        .toList(),
                first.headless(),
                ports,
                first.labels(),
                first.annotations(),
                first.sessionAffinity(),
                first.sessionAffinityTimeout(),
                families,
                first.internalTrafficPolicy(),
                first.trafficDistribution(),
                conflicts);
    }

    private static String text(Optional<?> value, String otherwise) {
        return value.map(Object::toString).orElse(otherwise);
    }

    private void compare(String property, Function<ServiceExportRecord, String> value) {
        Dispute.among(exports, export -> value.apply(export.record()))
                .ifPresent(detail -> conflicts.add(new Conflict(property, detail)));
    }

    private List<ExportPort> ports() {
        List<ExportPort> merged = new ArrayList<>();
        for (MemberServiceExport export : exports) {
            for (ExportPort port : export.record().ports()) {
                if (merged.stream().noneMatch(known -> isOneName(known, port) || isOneNumber(known, port))) {
                    merged.add(port);
                }
            }
        }
        merged.forEach(port -> compare("port/" + port.name(), export -> counterpart(export, port)));
        return merged;
    }

    private static boolean isOneName(ExportPort one, ExportPort other) {
        return one.name().equals(other.name());
    }

    private static boolean isOneNumber(ExportPort one, ExportPort other) {
        return one.port() == other.port() && one.protocol().equals(other.protocol());
    }

    /** What an export has in the place of a port. */
    private static String counterpart(ServiceExportRecord export, ExportPort port) {
        return export.ports().stream()
                .filter(own -> isOneNumber(own, port))
                .findFirst()
                .or(() -> export.ports().stream()
                        .filter(own -> isOneName(own, port))
                        .findFirst())
                .map(ImportMerge::text)
                .orElse(Dispute.ABSENT);
    }

    private static String text(ExportPort port) {
        String name = port.name().isEmpty() ? "" : port.name() + " ";
        return name + port.port() + "/" + port.protocol()
                + port.appProtocol().map(app -> " as " + app).orElse("");
    }

    /** All pods of an export have all of its families, so what is common reaches all pods. */
    private List<String> ipFamilies() {
        List<String> common = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (MemberServiceExport export : exports) {
            // Cilium 1.18 and older say nothing of them.
            List<String> own = export.record().ipFamilies();
            if (common.isEmpty()) {
                common.addAll(own);
            } else if (!own.isEmpty() && own.stream().noneMatch(common::contains)) {
                left.add(String.join(", ", own) + " in " + export.member());
            } else if (!own.isEmpty()) {
                common.retainAll(own);
            }
        }
        if (!left.isEmpty()) {
            conflicts.add(new Conflict(
                    "ipFamilies",
                    String.join(", ", common) + " counts: older exports have it; none in common: "
                            + String.join("; ", left)));
        }
        return common;
    }
}
