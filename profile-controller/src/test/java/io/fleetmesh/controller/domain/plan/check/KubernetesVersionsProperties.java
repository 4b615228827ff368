package io.fleetmesh.controller.domain.plan.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesVersionsProperties {
    private static final String CHECK = "kubernetes-version";

    /** A member's place is its name; {@code version} is empty where nobody knows it. */
    record Cluster(Optional<String> version, boolean observes) {
        static Cluster of(String version) {
            return new Cluster(Optional.of(version), false);
        }

        int minor() {
            return version.flatMap(Minor::of).orElseThrow().minor();
        }
    }

    private static SampleFleet fleet(List<Cluster> clusters) {
        SampleFleet fleet = new SampleFleet();
        for (int i = 0; i < clusters.size(); i++) {
            String facts = "{clusterId: " + (i + 1) + ", cluster: {kubernetesVersion: "
                    + clusters.get(i).version().orElse("null") + "}}";
            fleet = clusters.get(i).observes() ? fleet.observing("m" + i, facts) : fleet.joining("m" + i, facts);
        }
        return fleet;
    }

    @Provide
    Arbitrary<List<Cluster>> fleets() {
        Arbitrary<Optional<String>> versions = Arbitraries.integers()
                .between(27, 39)
                .flatMap(minor -> Arbitraries.of("v1." + minor + ".4", "v1." + minor + ".0-eks-1a2b"))
                .optional(0.9);
        Arbitrary<Boolean> observing = Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true));
        return Combinators.combine(versions, observing)
                .as(Cluster::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    /** One member after the other, and each with each. */
    private static Set<Set<String>> concerned(List<Cluster> clusters) {
        Set<Set<String>> concerned = new HashSet<>();
        Set<String> unknown = new TreeSet<>();
        TreeMap<Integer, Set<String>> untested = new TreeMap<>();
        Set<String> ends = new TreeSet<>();
        for (int i = 0; i < clusters.size(); i++) {
            String name = "m" + i;
            Cluster cluster = clusters.get(i);
            if (cluster.version().isEmpty()) {
                unknown.add(name);
                continue;
            }
            int minor = cluster.minor();
            if (minor < 30 || minor > 36) {
                untested.computeIfAbsent(minor, _ -> new TreeSet<>()).add(name);
            }
            List<Integer> joined = clusters.stream()
                    .filter(other -> !other.observes() && other.version().isPresent())
                    .map(Cluster::minor)
                    .toList();
            boolean oldest = joined.stream().allMatch(other -> other >= minor);
            boolean newest = joined.stream().allMatch(other -> other <= minor);
            boolean far = joined.stream().anyMatch(other -> Math.abs(other - minor) >= 3);
            if (!cluster.observes() && far && (oldest || newest)) {
                ends.add(name);
            }
        }
        concerned.add(unknown);
        concerned.addAll(untested.values());
        concerned.add(ends);
        concerned.remove(Set.of());
        return concerned;
    }

    @Property(tries = 300)
    void whoIsUntestedUnknownOrAnEndOfTooWideARangeIsWarnedOfAndNobodyElse(@ForAll("fleets") List<Cluster> clusters) {
        List<Finding> findings = fleet(clusters).check(CHECK).findings();

        assertEquals(
                concerned(clusters),
                findings.stream()
                        .<Set<String>>map(finding -> new TreeSet<>(finding.members()))
                        .collect(Collectors.toSet()),
                findings.toString());
        assertEquals(
                List.of(),
                findings.stream()
                        .filter(finding -> finding.level() != Level.WARN)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "v1.30.0 | v1.32.9 | ``",
                "v1.34.1 | v1.36.0 | ``",
                "v1.35.4 | v1.37.0 | Kubernetes 1.37 in m1: no supported Cilium is tested with it",
                "v1.29.9 | v1.30.0 | Kubernetes 1.29 in m0: no supported Cilium is tested with it",
                "v1.33.2 | v1.36.0 | Kubernetes 1.33 in m0 and 1.36 in m1: more than 2 minor versions apart",
                "v1.36.0 | v2.0.0  | Kubernetes 1.36 in m0 and 2.0 in m1: more than 2 minor versions apart"
                        + "; Kubernetes 2.0 in m1: no supported Cilium is tested with it"
            })
    void whatIsFoundIsSaidWithBothEnds(String one, String other, String expected) {
        assertEquals(
                expected,
                fleet(List.of(Cluster.of(one), Cluster.of(other))).check(CHECK).findings().stream()
                        .map(Finding::fact)
                        .collect(Collectors.joining("; ")));
    }
}
