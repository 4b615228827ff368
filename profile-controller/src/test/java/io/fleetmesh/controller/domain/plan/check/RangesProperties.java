package io.fleetmesh.controller.domain.plan.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.controller.domain.plan.check.Ranges.Overlap;
import io.fleetmesh.controller.domain.plan.check.Ranges.Range;
import io.fleetmesh.controller.domain.plan.check.Ranges.Shared;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RangesProperties {
    @Provide
    Arbitrary<List<Range>> ranges() {
        Arbitrary<String> v4 = Combinators.combine(
                        Arbitraries.integers().between(0, 15),
                        Arbitraries.integers().between(24, 32))
                .as((host, length) -> "10.0.0." + host * 16 + "/" + length);
        Arbitrary<String> v6 = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(48, 63, 64, 65, 128))
                .as((high, low, length) -> "fd00:0:0:" + high + "::" + low + "/" + length);
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c", "d"), Arbitraries.of("n1", "n2"), Arbitraries.oneOf(v4, v6))
                .as((member, node, cidr) -> Ranges.of(member, node, cidr).orElseThrow())
                .list()
                .ofMaxSize(25);
    }

    @Property
    void membersOverlapIffSomeOfTheirRangesDo(@ForAll("ranges") List<Range> ranges) {
        Set<String> expected = new TreeSet<>();
        for (Range one : ranges) {
            for (Range other : ranges) {
                if (one.member().compareTo(other.member()) < 0 && one.cidr().overlaps(other.cidr())) {
                    expected.add(one.member() + other.member());
                }
            }
        }

        List<Overlap> found = Ranges.overlaps(ranges);

        assertEquals(
                List.copyOf(expected),
                found.stream()
                        .map(pair -> pair.one().member() + pair.other().member())
                        .toList());
        found.forEach(pair -> assertTrue(pair.one().cidr().overlaps(pair.other().cidr())));
    }

    @Property
    void whatIsSharedIsWhatOverlaps(@ForAll("ranges") List<Range> ranges) {
        List<Overlap> overlaps = Ranges.overlaps(ranges);

        List<Shared> shared = Ranges.shared(ranges);

        Set<String> members = overlaps.stream()
                .flatMap(pair -> Stream.of(pair.one().member(), pair.other().member()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                members,
                shared.stream().flatMap(one -> one.members().stream()).collect(Collectors.toCollection(TreeSet::new)));
        overlaps.forEach(pair -> assertTrue(shared.stream()
                .anyMatch(one -> one.ranges().containsAll(List.of(pair.one(), pair.other())))));
        shared.forEach(one -> one.ranges()
                .forEach(range -> assertTrue(one.ranges().getFirst().cidr().contains(range.cidr()))));
        assertEquals(shared, Ranges.shared(ranges.reversed()));
    }

    @Property
    void theOrderDoesNotMatter(@ForAll("ranges") List<Range> ranges) {
        assertEquals(
                Ranges.overlaps(ranges).stream().map(Overlap::toString).collect(Collectors.joining()),
                Ranges.overlaps(ranges.reversed()).stream()
                        .map(Overlap::toString)
                        .collect(Collectors.joining()));
    }
}
