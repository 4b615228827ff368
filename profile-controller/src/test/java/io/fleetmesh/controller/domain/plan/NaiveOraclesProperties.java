package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What two members must not have in common, member by member and bit by bit, beside what the checks say. */
class NaiveOraclesProperties {
    private static final Pattern FURTHER = Pattern.compile("(\\d+) further pairs of members .*");

    @Provide
    Arbitrary<GeneratedFleet> fleets() {
        return GeneratedFleet.any();
    }

    /** One that tells all that it has found. */
    private static Check check(GeneratedFleet fleet, String name) {
        Check found = fleet.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
        Assume.that(found.omitted() == 0);
        return found;
    }

    /** Of a member the ranges that its CiliumNodes have, or else its Nodes. */
    private static Map<String, List<String>> ranges(GeneratedFleet fleet) {
        Map<String, List<String>> cilium = new TreeMap<>();
        Map<String, List<String>> plain = new TreeMap<>();
        for (Map.Entry<String, MemberFact> fact : fleet.facts()) {
            List<String> node = fact.getValue() instanceof CiliumNodeFact found ? found.podCidrs() : List.of();
            List<String> nodes = fact.getValue() instanceof ClusterFact cluster
                    ? cluster.nodePodCidrs().orElse(List.of()).stream()
                            .flatMap(one -> one.podCidrs().stream())
                            .toList()
                    : List.of();
            cilium.computeIfAbsent(fact.getKey(), _ -> new ArrayList<>()).addAll(ranges(node));
            plain.computeIfAbsent(fact.getKey(), _ -> new ArrayList<>()).addAll(ranges(nodes));
        }
        cilium.replaceAll((member, own) -> own.isEmpty() ? plain.getOrDefault(member, List.of()) : own);
        return cilium;
    }

    private static List<String> ranges(List<String> texts) {
        return texts.stream().filter(text -> text.contains("/")).toList();
    }

    /** CIDRs have an address in common just where the one has the other's: they are nested or apart. */
    private static boolean shareAnAddress(String one, String other) {
        return has(one, address(other)) || has(other, address(one));
    }

    private static byte[] address(String cidr) {
        return InetAddress.ofLiteral(cidr.substring(0, cidr.indexOf('/'))).getAddress();
    }

    private static boolean has(String cidr, byte[] address) {
        byte[] own = address(cidr);
        int length = Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
        boolean same = own.length == address.length;
        for (int bit = 0; same && bit < length; bit++) {
            same = bit(own, bit) == bit(address, bit);
        }
        return same;
    }

    private static int bit(byte[] address, int number) {
        return address[number / 8] >> (7 - number % 8) & 1;
    }

    /** Two members whose pods could have the same address. */
    private record Pair(Member one, Member other) {
        List<String> ids() {
            return List.of(one.id(), other.id());
        }

        boolean drains() {
            return one.draining() || other.draining();
        }

        /** Nothing is joined with who only looks on. */
        Level level() {
            boolean harmless = (one.observed() && !one.draining()) || (other.observed() && !other.draining());
            return harmless ? Level.WARN : Level.FAIL;
        }
    }

    private static List<Pair> overlapping(GeneratedFleet fleet) {
        Map<String, List<String>> ranges = ranges(fleet);
        List<Member> members = List.copyOf(fleet.target().members().values());
        List<Pair> pairs = new ArrayList<>();
        for (Member one : members) {
            for (Member other : members) {
                boolean share = ranges.getOrDefault(one.id(), List.of()).stream()
                        .anyMatch(cidr -> ranges.getOrDefault(other.id(), List.of()).stream()
                                .anyMatch(another -> shareAnAddress(cidr, another)));
                if (one.id().compareTo(other.id()) < 0 && share && !(one.draining() && other.draining())) {
                    pairs.add(new Pair(one, other));
                }
            }
        }
        return pairs;
    }

    private static Set<String> members(List<Pair> pairs) {
        return pairs.stream().flatMap(pair -> pair.ids().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void podCidrsOverlapWhereSomeAddressIsInBoth(@ForAll("fleets") GeneratedFleet generated) {
        GeneratedFleet fleet = generated.alone();
        List<Pair> expected = overlapping(fleet);
        Map<List<String>, Level> told = new HashMap<>();
        Map<Level, Integer> further = new HashMap<>();
        Map<Level, Set<String>> furtherMembers = new HashMap<>();

        for (Finding finding : check(fleet, "pod-cidr-overlap").findings()) {
            Matcher many = FURTHER.matcher(finding.fact());
            if (many.matches()) {
                further.put(finding.level(), Integer.parseInt(many.group(1)));
                furtherMembers.put(finding.level(), new TreeSet<>(finding.members()));
            } else if (finding.members().size() == 2 && !finding.fact().startsWith("which pod CIDRs")) {
                told.put(finding.members(), finding.level());
            }
        }

        for (Level level : List.of(Level.WARN, Level.FAIL)) {
            List<Pair> all =
                    expected.stream().filter(pair -> pair.level() == level).toList();
            List<Pair> rest =
                    all.stream().filter(pair -> !told.containsKey(pair.ids())).toList();
            assertTrue(rest.stream().noneMatch(Pair::drains), () -> "not told: " + rest);
            assertEquals(rest.size(), further.getOrDefault(level, 0), () -> "not told: " + rest);
            assertEquals(members(rest), furtherMembers.getOrDefault(level, Set.of()));
        }
        told.forEach((ids, level) -> assertTrue(
                expected.stream().anyMatch(pair -> pair.ids().equals(ids) && pair.level() == level),
                () -> "told as " + level + " and not so: " + ids));
    }

    /** Who has a name or an ID that another has, pair by pair. */
    private static Map<String, Set<String>> doubled(List<Member> members, Function<Member, String> value) {
        Map<String, Set<String>> doubled = new TreeMap<>();
        for (Member one : members) {
            for (Member other : members) {
                if (!one.id().equals(other.id()) && value.apply(one).equals(value.apply(other))) {
                    doubled.computeIfAbsent(value.apply(one), _ -> new TreeSet<>())
                            .addAll(Set.of(one.id(), other.id()));
                }
            }
        }
        return doubled;
    }

    private static void judge(GeneratedFleet fleet, String check, String what, Function<Member, String> value) {
        Set<String> joined = fleet.subjects().stream()
                .filter(member -> !member.observed())
                .map(Member::id)
                .collect(Collectors.toSet());
        Map<Set<String>, Level> expected = new HashMap<>();
        doubled(fleet.subjects(), value)
                .values()
                .forEach(those -> expected.put(
                        those, those.stream().filter(joined::contains).count() > 1 ? Level.FAIL : Level.WARN));

        Map<Set<String>, Level> found = new HashMap<>();
        check(fleet, check).findings().stream()
                .filter(finding -> finding.fact().startsWith(what)
                        && finding.fact().contains(" is that of ")
                        && finding.members().size() > 1)
                .forEach(finding -> found.put(new HashSet<>(finding.members()), finding.level()));

        assertEquals(expected, found);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void namesAreToldThatSeveralHave(@ForAll("fleets") GeneratedFleet fleet) {
        judge(fleet.alone(), "cluster-name", "cluster name ", Member::clusterName);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void idsAreToldThatSeveralHave(@ForAll("fleets") GeneratedFleet fleet) {
        judge(fleet.alone(), "cluster-id", "cluster ID ", member -> Integer.toString(member.clusterId()));
    }
}
