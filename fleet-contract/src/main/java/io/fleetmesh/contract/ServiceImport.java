package io.fleetmesh.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ServiceExports of one name come to, by the rules of MCS-API as Cilium's operators apply them in each consumer: of
 * exports that differ the oldest counts, property by property; of equally old ones the first by cluster name.
 *
 * @param exports in the order in which they count
 * @param ports of all exports; of ports with one name, or with one number and protocol, that of the first export
 * @param ipFamilies those that all exports have; an export that has none in common with those before it does not count here
 * @param conflicts what the exports differ in, with what counts, why, and who has what instead
 */
public record ServiceImport(
        List<Export> exports,
        boolean headless,
        List<MeshRecord.ExportPort> ports,
        Map<String, String> labels,
        Map<String, String> annotations,
        String sessionAffinity,
        Optional<Integer> sessionAffinityTimeout,
        List<String> ipFamilies,
        Optional<String> internalTrafficPolicy,
        Optional<String> trafficDistribution,
        List<GlobalService.Conflict> conflicts) {

    public ServiceImport {
        exports = List.copyOf(exports);
        ports = List.copyOf(ports);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        ipFamilies = List.copyOf(ipFamilies);
        conflicts = List.copyOf(conflicts);
    }

    /** One member's ServiceExport. */
    public record Export(String member, String clusterName, Instant created) {}
}
