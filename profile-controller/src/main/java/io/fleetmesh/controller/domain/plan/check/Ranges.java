package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds ranges of different members that overlap: one sweep over all of them by first address. CIDRs are nested or apart, so that
 * whatever is open lies one in the other, and a pair of members is told once, by its first pair of ranges. Takes n log n, and a
 * step more for each pair of members that overlap within nested ranges.
 */
final class Ranges {
    /** @param node whose it is, empty if the member's as a whole */
    record Range(String member, String node, Cidr cidr) {
        String text() {
            return node.isEmpty()
                    ? member + " has " + cidr.text()
                    : "node " + node + " of " + member + " has " + cidr.text();
        }
    }

    /** Of different members; {@code one} is the member that comes first by name. */
    record Overlap(Range one, Range other) {}

    /**
     * All that lies in one range, of two members or more: who has the widest overlaps with each of the others.
     *
     * @param ranges widest first
     */
    record Shared(List<Range> ranges) {
        Shared {
            ranges = List.copyOf(ranges);
        }

        /** Ascending. */
        List<String> members() {
            return ranges.stream().map(Range::member).distinct().sorted().toList();
        }
    }

    private record Pair(String one, String other) {}

    private static final Comparator<Range> ORDER = Comparator.comparing(Range::cidr, Comparator.comparing(Cidr::v6))
            .thenComparing(Range::cidr, Ranges::byFirst)
            .thenComparing(Range::member)
            .thenComparing(Range::node)
            .thenComparing(range -> range.cidr().text());

    private static final Comparator<Overlap> BY_MEMBERS = Comparator.comparing(
                    (Overlap overlap) -> overlap.one().member())
            .thenComparing(overlap -> overlap.other().member());

    private final Map<Pair, Overlap> found = new HashMap<>();
    /** What is open, widest first; what is of a member that has one open already and ends no later is not in it. */
    private final List<Range> open = new ArrayList<>();

    private Ranges() {}

    /** One overlap for each two members that have any, by their names. */
    static List<Overlap> overlaps(List<Range> all) {
        Ranges sweep = new Ranges();
        all.stream().sorted(ORDER).forEach(sweep::take);
        return sweep.found.values().stream().sorted(BY_MEMBERS).toList();
    }

    /** The same as {@link #overlaps} as a whole, without its pairs: as much as there are ranges, where those are as the square of it. */
    static List<Shared> shared(List<Range> all) {
        List<List<Range>> found = new ArrayList<>();
        for (Range range : all.stream().sorted(ORDER).toList()) {
            if (found.isEmpty() || !found.getLast().getFirst().cidr().contains(range.cidr())) {
                found.add(new ArrayList<>());
            }
            found.getLast().add(range);
        }
        return found.stream()
                .map(Shared::new)
                .filter(shared -> shared.members().size() > 1)
                .toList();
    }

    private static int byFirst(Cidr one, Cidr other) {
        int first = Cidr.byFirst(one, other);
        // Of those that begin together the widest comes first, so that what follows lies in it.
        return first != 0 ? first : one.contains(other) ? other.contains(one) ? 0 : -1 : 1;
    }

    private void take(Range range) {
        while (!open.isEmpty() && !open.getLast().cidr().contains(range.cidr())) {
            open.removeLast();
        }
        boolean own = false;
        for (Range outer : open) {
            own |= outer.member().equals(range.member());
            if (!outer.member().equals(range.member())) {
                boolean first = outer.member().compareTo(range.member()) < 0;
                Overlap overlap = first ? new Overlap(outer, range) : new Overlap(range, outer);
                found.putIfAbsent(
                        new Pair(overlap.one().member(), overlap.other().member()), overlap);
            }
        }
        if (!own) {
            open.add(range);
        }
    }

    /** What {@code text} says, or nothing if it is no range. */
    static Optional<Range> of(String member, String node, String text) {
        return Cidr.of(text).map(cidr -> new Range(member, node, cidr));
    }
}
