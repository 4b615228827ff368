package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A CiliumIdentity of a global namespace as a mesh record, or why it cannot be one. */
final class IdentityConversion {
    private static final String UNKNOWN_SOURCE = "unspec";
    private static final String RESERVED_SOURCE = "reserved";
    private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";
    private static final String CLUSTER_SOURCE = "k8s";
    private static final String CLUSTER_KEY = "io.cilium.k8s.policy.cluster";

    private IdentityConversion() {}

    /** The identity's number; empty if its name is none in plain decimal. */
    static OptionalLong id(String name) {
        boolean plain = !name.isEmpty()
                && name.length() <= 10
                && name.chars().allMatch(c -> c >= '0' && c <= '9')
                && (name.length() == 1 || name.charAt(0) != '0');
        return plain ? OptionalLong.of(Long.parseLong(name)) : OptionalLong.empty();
    }

    /**
     * Of a cluster's name and range: agents of other clusters refuse an identity that is not of both, and would then hold
     * addresses without it.
     */
    static Desired of(CiliumIdentityFact fact, String clusterName, IdentityRange range) {
        OptionalLong id = id(fact.name());
        if (id.isEmpty() || !range.contains(id.getAsLong())) {
            return Desired.withheld(List.of(
                    new Problem(fact.key(), "metadata.name", fact.name(), "a number of this cluster's, " + range)));
        }
        List<Problem> problems = new ArrayList<>();
        List<SecurityLabel> labels = labels(fact, problems);
        SecurityLabel ofCluster = new SecurityLabel(CLUSTER_SOURCE, CLUSTER_KEY, clusterName);
        if (!labels.contains(ofCluster)) {
            return Desired.withheld(List.of(otherCluster(fact, labels, clusterName)));
        }
        return Desired.of(new IdentityRecord(id.getAsLong(), labels), problems);
    }

    /** That it is of no namespace, if so: then nobody can say whether it takes part. */
    static Optional<Problem> homeless(CiliumIdentityFact fact) {
        return fact.namespace().isPresent()
                ? Optional.empty()
                : Optional.of(new Problem(
                        fact.key(), "security-labels[" + NAMESPACE + "]", "none", "the namespace of its pods"));
    }

    /** That this is no identity's name, if so. */
    static Optional<Problem> misnamed(CiliumIdentityFact fact) {
        return id(fact.name()).isPresent()
                ? Optional.empty()
                : Optional.of(new Problem(fact.key(), "metadata.name", fact.name(), "a number in plain decimal"));
    }

    private static Problem otherCluster(CiliumIdentityFact fact, List<SecurityLabel> labels, String clusterName) {
        String found = labels.stream()
                .filter(label -> label.key().equals(CLUSTER_KEY))
                .map(label -> label.source() + ":" + label.value())
                .findFirst()
                .orElse("none");
        return new Problem(
                fact.key(), "security-labels[" + CLUSTER_KEY + "]", found, CLUSTER_SOURCE + ":" + clusterName);
    }

    /** By key without the source: that order is part of Cilium's contract. A key stands once, the lowest source has it. */
    private static List<SecurityLabel> labels(CiliumIdentityFact fact, List<Problem> problems) {
        NavigableMap<String, SecurityLabel> byKey = new TreeMap<>();
        new TreeMap<>(fact.securityLabels()).forEach((name, value) -> {
            SecurityLabel label = label(name, value);
            if (byKey.putIfAbsent(label.key(), label) != null) {
                problems.add(new Problem(fact.key(), "security-labels", name, "a key of one source alone"));
            }
        });
        return List.copyOf(byKey.values());
    }

    /** As Cilium's {@code labels.NewLabel} parts them. */
    private static SecurityLabel label(String name, String value) {
        if (name.startsWith("$")) {
            return new SecurityLabel(RESERVED_SOURCE, name.substring(1), value);
        }
        int colon = name.indexOf(':');
        // A label that names no source has the unknown one, and so has one that begins with the colon.
        String source = colon <= 0 ? UNKNOWN_SOURCE : name.substring(0, colon);
        return new SecurityLabel(source, name.substring(colon + 1), value);
    }
}
