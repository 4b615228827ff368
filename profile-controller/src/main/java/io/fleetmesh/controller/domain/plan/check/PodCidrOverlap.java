package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.NodeCidrs;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import io.fleetmesh.controller.domain.plan.check.Ranges.Overlap;
import io.fleetmesh.controller.domain.plan.check.Ranges.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pods of a mesh reach each other by their addresses: no two nodes of different clusters may hand out the same. Looks at what nodes
 * really have, and not at the pools that it is taken from. Who drains is in the views of others still, so that a cluster cannot take
 * the place of another with the same addresses in one plan.
 */
final class PodCidrOverlap {
    /** How many pairs of members are told one by one. */
    private static final int NAMED = 4;

    private PodCidrOverlap() {}

    static String judge(CheckInput in, Judgement out) {
        List<Range> ranges = new ArrayList<>();
        for (Subject subject : in.all()) {
            List<Range> own = of(subject, out);
            ranges.addAll(own);
            if (own.isEmpty()) {
                out.unknown(
                        subject.id(),
                        "which pod CIDRs nodes have",
                        "see whether its CiliumNodes or Nodes are listed; compare the ranges by hand until then");
            }
        }
        in.draining().values().forEach(subject -> ranges.addAll(of(subject, out)));
        List<Overlap> overlaps = Ranges.overlaps(ranges).stream()
                .filter(overlap -> !members(overlap).allMatch(in.draining()::containsKey))
                .sorted(Comparator.comparing(overlap -> members(overlap).noneMatch(in::isAsked)))
                .toList();
        overlaps.stream()
                .filter(overlap -> members(overlap).anyMatch(in.draining()::containsKey))
                .forEach(overlap -> drains(overlap, in, out));
        List<Overlap> staying = overlaps.stream()
                .filter(overlap -> members(overlap).noneMatch(in.draining()::containsKey))
                .toList();
        tell(staying.stream().filter(overlap -> !harmless(overlap, in)).toList(), false, out);
        tell(staying.stream().filter(overlap -> harmless(overlap, in)).toList(), true, out);
        return fact(ranges, in);
    }

    private static String fact(List<Range> ranges, CheckInput in) {
        long v6 = ranges.stream().filter(range -> range.cidr().v6()).count();
        long nodes = ranges.stream()
                .map(range -> List.of(range.member(), range.node()))
                .distinct()
                .count();
        return Count.of(ranges.size(), "range") + " (" + (ranges.size() - v6) + " of IPv4, " + v6 + " of IPv6) of "
                + Count.of(nodes, "node") + " of "
                + Count.of(in.subjects().size() + in.draining().size(), "member");
    }

    private static boolean harmless(Overlap overlap, CheckInput in) {
        return members(overlap).anyMatch(in::isObserved);
    }

    private static Stream<String> members(Overlap overlap) {
        return Stream.of(overlap.one().member(), overlap.other().member());
    }

    /** The first pairs with the two nodes that collide, the others as a number: there may be as many as the square of the members. */
    private static void tell(List<Overlap> overlaps, boolean harmless, Judgement out) {
        // One more takes no more room than its number.
        int named = overlaps.size() == NAMED + 1 ? overlaps.size() : Math.min(overlaps.size(), NAMED);
        overlaps.subList(0, named).forEach(overlap -> tell(overlap, out));
        List<String> further = overlaps.subList(named, overlaps.size()).stream()
                .flatMap(PodCidrOverlap::members)
                .distinct()
                .sorted()
                .toList();
        if (further.isEmpty()) {
            return;
        }
        String fact = overlaps.size() - named + " further pairs of members have pod CIDRs that overlap, among "
                + Judgement.names(further);
        String remedy = "see to those that are named first: what they share, others often share, too";
        if (harmless) {
            // Several may take part of whom none overlaps with another: one of each pair only observes.
            out.warn(further, fact + "; one of each pair only observes", remedy);
        } else {
            out.fail(further, fact, remedy);
        }
    }

    private static void drains(Overlap overlap, CheckInput in, Judgement out) {
        String leaving =
                members(overlap).filter(in.draining()::containsKey).findFirst().orElseThrow();
        String other = members(overlap)
                .filter(member -> !member.equals(leaving))
                .findFirst()
                .orElse(leaving);
        out.fail(
                members(overlap).toList(),
                overlap.one().text() + ", " + overlap.other().text() + "; " + leaving
                        + " drains, and is known to others" + " until it has left",
                "let " + leaving + " leave first, without " + other + " in the profile; then plan again with it");
    }

    private static void tell(Overlap overlap, Judgement out) {
        out.fail(
                members(overlap).toList(),
                overlap.one().text() + ", " + overlap.other().text(),
                "give one of the clusters other pod CIDRs; leave "
                        + overlap.other().member() + " out of the profile, or let it observe, until" + " then",
                List.of(
                        "choose a range that no member has, such as one of the profile's addressRanges",
                        "add it to the cluster's pool (Helm value ipam.operator.clusterPoolIPv4PodCIDRList)",
                        "replace the nodes that have an address of the old range, one after the other",
                        "remove the old range from the pool, then plan again"));
    }

    /** Those of its nodes: what Cilium says, or else what Kubernetes does. */
    static List<Range> of(Subject subject, Judgement out) {
        List<Range> ranges = new ArrayList<>();
        subject.inventory().nodes().forEach((node, found) -> add(subject.id(), node, found.podCidrs(), ranges, out));
        if (ranges.isEmpty()) {
            List<NodeCidrs> plain = subject.inventory()
                    .cluster()
                    .flatMap(ClusterFact::nodePodCidrs)
                    .orElse(List.of());
            plain.forEach(node -> add(subject.id(), node.node(), node.podCidrs(), ranges, out));
        }
        return ranges;
    }

    private static void add(String member, String node, List<String> cidrs, List<Range> ranges, Judgement out) {
        for (String cidr : cidrs) {
            Ranges.of(member, node, cidr)
                    .ifPresentOrElse(
                            ranges::add,
                            () -> out.warn(
                                    List.of(member),
                                    "node " + node + " of " + member + " has '" + cidr + "', which is no range",
                                    "correct its CiliumNode"));
        }
    }
}
