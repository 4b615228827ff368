package io.fleetmesh.controller.domain.plan;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Laws of all checks, over fleets that a seed makes: most members are as they should be in most respects. */
class PrecheckProperties {
    private static final String NEWCOMER = "zz";
    private static final String HEALTHY = "{clusterId: 250, nodes: {n: [172.31.0.0/16]}}";

    /** What these find hangs on one member alone. */
    private static final Set<String> OF_ONE = Set.of(
            "api-reachable", "facts-complete", "permissions", "certificates", "clustermesh-cache-ttl", "cilium-owner");

    /** What these look at is no fact of a member: refusals, stores, ranges, views, and numbers of pods. */
    private static final Set<String> BY_OTHER_MEANS = Set.of(
            "admission",
            "store-reachable",
            "member-limit",
            "address-ranges",
            "identity-range",
            "agent-capacity",
            "export-guard",
            "lost-sight",
            "one-way-sight");

    private static final String CONFIG = "ciliumconfig/kube-system/cilium-config";

    /**
     * A member's description.
     *
     * @param clusterId 0 if it is not known
     * @param cidrs of its nodes
     */
    private record Described(String id, int clusterId, List<String> cidrs, String text) {}

    private static List<Described> fleet(long seed, int size) {
        Random random = new Random(seed);
        return IntStream.rangeClosed(1, size)
                .mapToObj(number -> described(number, size, random))
                .toList();
    }

    private static Described described(int number, int size, Random random) {
        int clusterId = rarely(random) ? 1 + random.nextInt(size) : number;
        List<String> cidrs = new ArrayList<>(List.of(v4(number, size, random)));
        if (random.nextInt(3) == 0) {
            cidrs.add("fd00:" + (rarely(random) ? 1 + random.nextInt(size) : number) + "::/48");
        }
        List<String> unknown = new ArrayList<>();
        for (String fact : List.of("cluster", "owners", CONFIG, "reachability", "complete/service")) {
            if (random.nextInt(20) == 0) {
                unknown.add(fact);
            }
        }
        String text = "{clusterId: " + clusterId + ", nodes: {n: "
                + cidrs.stream().map(cidr -> '"' + cidr + '"').toList()
                + "}, cilium: " + some(random, "1.19.7", "1.18.2", "1.20.1", "1.17.9", "1.21.0")
                + ", config: {tunnelProtocol: " + some(random, "vxlan", "geneve")
                + ", routingMode: " + some(random, "tunnel", "native")
                + ", encryption: " + some(random, "none", "wireguard")
                + ", maxConnectedClusters: " + some(random, "255", "511")
                + ", network: {policyDefaultLocalCluster: " + some(random, "true", "false")
                + some(random, "", ", cacheTtl: 1h") + "}}"
                + ", cluster: {kubernetesVersion: " + some(random, "v1.33.2", "v1.20.0")
                + ", clockSkewSeconds: " + some(random, "0", "40", "400")
                + ", serverCertificateExpires: \""
                + some(random, "2027-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "2026-01-05T00:00:00Z") + '"'
                + ", serviceCidrs: [10." + (100 + (rarely(random) ? 1 + random.nextInt(size) : number)) + ".0.0/16]"
                + ", deniedRights: " + some(random, "[]", "[{verb: list, group: \"\", resource: services}]") + "}"
                + ", owners: {meshApiServer: {presence: " + some(random, "ABSENT", "PRESENT") + "}"
                + some(random, "", ", agents: {presence: ABSENT}") + "}"
                + ", reachability: {state: " + some(random, "REACHABLE", "UNREACHABLE") + "}"
                + ", unknown: " + unknown + "}";
        return new Described("m" + number, unknown.contains(CONFIG) ? 0 : clusterId, cidrs, text);
    }

    private static String v4(int number, int size, Random random) {
        int second = rarely(random) ? 1 + random.nextInt(size) : number;
        return rarely(random) ? "10." + second + "." + random.nextInt(2) + ".0/24" : "10." + second + ".0.0/16";
    }

    private static boolean rarely(Random random) {
        return random.nextInt(8) == 0;
    }

    /** The first is as it should be. */
    private static String some(Random random, String... values) {
        return values[rarely(random) ? random.nextInt(values.length) : 0];
    }

    private static List<Check> checks(List<Described> members) {
        SampleFleet fleet = new SampleFleet();
        members.forEach(member -> fleet.joining(member.id(), member.text()));
        return new Planner(Prechecks.ALL).check(fleet.inputs(), fleet.target(), Scenario.NOW);
    }

    private static Check check(String name, List<Check> checks) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Property(tries = 200)
    void itDoesNotMatterWhoComesFirst(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size, @ForAll long order) {
        List<Described> members = new ArrayList<>(fleet(seed, size));
        List<Check> checks = checks(members);

        Collections.shuffle(members, new Random(order));

        assertEquals(checks, checks(members));
    }

    @Property(tries = 200)
    void eachFindingSaysWhatItRestsOnAndWhatToDo(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
        List<Described> members = fleet(seed, size);
        Set<String> ids = members.stream().map(Described::id).collect(toSet());

        for (Check check : checks(members)) {
            assertFalse(check.fact().isBlank(), check.name());
            assertEquals(
                    check.findings().stream().map(Finding::level).reduce(Level.PASS, Level::or),
                    check.level(),
                    check.name());
            for (Finding finding : check.findings()) {
                assertTrue(finding.level() != Level.PASS, check.name());
                assertFalse(finding.fact().isBlank(), check.name());
                assertFalse(finding.remedy().isBlank(), check.name());
                assertTrue(ids.containsAll(finding.members()), () -> check.name() + " " + finding.members());
            }
        }
    }

    @Property(tries = 200)
    void whatHangsOnOneMemberStaysWhoeverElseComes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int size) {
        List<Described> members = new ArrayList<>(fleet(seed, size));
        List<Check> before = checks(members);

        members.add(new Described(NEWCOMER, 250, List.of("172.31.0.0/16"), HEALTHY));
        List<Check> after = checks(members);

        for (String name : OF_ONE) {
            assertEquals(check(name, before).level(), check(name, after).level(), name);
            assertFalse(
                    check(name, after).findings().stream()
                            .anyMatch(finding -> finding.members().contains(NEWCOMER)),
                    name);
        }
        assertFalse(
                check("pod-cidr-overlap", after).findings().stream()
                        .anyMatch(finding -> finding.members().contains(NEWCOMER)),
                "its ranges are its own");
    }

    /** Each range against each other one, address by address: one lies in the other, or they have nothing in common. */
    @Property(tries = 300)
    void rangesOverlapWhereANaiveComparisonSaysSo(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int size) {
        List<Described> members = fleet(seed, size);
        Set<Set<String>> expected = new HashSet<>();
        for (Described one : members) {
            for (Described other : members) {
                boolean both = one.cidrs().stream()
                        .anyMatch(a -> other.cidrs().stream().anyMatch(b -> overlap(a, b)));
                if (!one.equals(other) && both) {
                    expected.add(Set.of(one.id(), other.id()));
                }
            }
        }

        Check check = check("pod-cidr-overlap", checks(members));

        assertEquals(
                expected,
                check.findings().stream()
                        .filter(finding -> finding.level() == Level.FAIL)
                        .map(finding -> Set.copyOf(finding.members()))
                        .collect(toSet()));
    }

    /** By the texts of these generated ranges alone: /16 and /24 of IPv4, /48 of IPv6. */
    private static boolean overlap(String one, String other) {
        if (one.contains(":") || other.contains(":")) {
            return one.equals(other);
        }
        String shorter = one.endsWith("/16") ? one : other;
        String longer = one.endsWith("/16") ? other : one;
        return shorter.endsWith("/16")
                ? longer.startsWith(shorter.substring(0, shorter.length() - "0.0/16".length()))
                : one.equals(other);
    }

    @Property(tries = 200)
    void aClusterIdThatTwoHaveIsRefusedAndNamesBoth(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
        List<Described> members = fleet(seed, size);
        Map<Integer, Set<String>> byId = new TreeMap<>();
        members.forEach(member ->
                byId.computeIfAbsent(member.clusterId(), _ -> new HashSet<>()).add(member.id()));
        Set<String> twice = byId.values().stream()
                .filter(same -> same.size() > 1)
                .flatMap(Set::stream)
                .collect(toSet());

        Check check = check("cluster-id", checks(members));

        Set<String> named = check.findings().stream()
                .filter(finding -> finding.level() == Level.FAIL)
                .flatMap(finding -> finding.members().stream())
                .collect(toSet());
        assertTrue(named.containsAll(twice), () -> twice + " " + check.findings());
        assertEquals(twice.isEmpty(), check.level() != Level.FAIL, () -> twice + " " + check.findings());
    }

    /** A check that nothing could make fail would prove nothing here. */
    @Example
    void eachCheckIsSeenToPassAndNotToPass() {
        Map<String, Set<Level>> seen = new TreeMap<>();
        for (int seed = 0; seed < 400; seed++) {
            checks(fleet(seed, 1 + seed % 5))
                    .forEach(check -> seen.computeIfAbsent(check.name(), _ -> EnumSet.noneOf(Level.class))
                            .add(check.level()));
        }

        Set<String> oneSided = seen.entrySet().stream()
                .filter(entry -> !entry.getValue().contains(Level.PASS)
                        || entry.getValue().size() < 2)
                .map(Map.Entry::getKey)
                .collect(toSet());
        assertEquals(BY_OTHER_MEANS, oneSided);
    }
}
