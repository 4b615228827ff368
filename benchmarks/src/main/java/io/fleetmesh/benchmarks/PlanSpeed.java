package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.AddressRanges;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Encryption;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.RoutingMode;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import io.fleetmesh.contract.resource.NetworkProfileSpec.TunnelProtocol;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/**
 * How long a request for a plan takes in a fleet of {@value #MEMBERS} members with a million endpoints, with all prechecks: of all of
 * them, of one that joins the others, and again after one fact has changed; in a profile without segments, and in one with
 * {@value #SEGMENTS}. Everything is in this process; there is no peer. Ends with 1 if a check does not know
 * something of a member, or a request takes longer than the aim.
 */
public final class PlanSpeed {
    private static final int MEMBERS = 511;
    private static final int PODS = 1_957;
    private static final int SEGMENTS = 20;
    private static final int RUNS = 15;
    /** So many members that agents can hold what they see of each other. */
    private static final int PART = 100;

    private static final Duration AIM = Duration.ofSeconds(2);
    private static final String SEGMENT = "segment";

    private final InventoryTable table = new InventoryTable();
    private final NavigableMap<String, Map<String, String>> labels = new TreeMap<>();
    private int fresh;

    private PlanSpeed() {}

    public static void main(String[] args) {
        PlanSpeed speed = new PlanSpeed();
        speed.fold();
        if (speed.someFactsAreMissing()) {
            System.exit(1);
        }
        System.out.printf("%-64s %10s %10s %10s %10s%n", "", "first ms", "median ms", "longest ms", "plan KiB");
        List<PlanTimes> all = new ArrayList<>(speed.requests("no segments", spec(List.of())));
        all.addAll(speed.requests(SEGMENTS + " segments", spec(segments())));
        System.out.printf("%n%s%n", PlanTimes.verdict(all, AIM));
        if (!all.stream().allMatch(times -> times.within(AIM))) {
            System.exit(1);
        }
    }

    private void fold() {
        long before = usedHeap();
        long start = System.nanoTime();
        int facts = IntStream.rangeClosed(1, MEMBERS)
                .map(number -> take(new ScaleMember(number, PODS)))
                .sum();
        long folded = System.nanoTime() - start;
        System.out.printf(
                "%,d facts of %d members with %,d endpoints folded in %,d ms%n",
                facts, MEMBERS, MEMBERS * PODS, folded / 1_000_000);
        table.all();
        System.out.printf("heap for all inventories: %,d MiB%n%n", (usedHeap() - before) >> 20);
    }

    private int take(ScaleMember member) {
        labels.put(member.id(), Map.of(SEGMENT, name(labels.size())));
        List<MemberFact> facts = member.facts();
        facts.forEach(fact -> table.evolve(member.id(), fact.key(), Optional.of(fact)));
        return facts.size();
    }

    /** What is not known costs less to check than what is. Where agents hold too much, that is all that a check tells: a part at a time. */
    private boolean someFactsAreMissing() {
        List<String> ids = List.copyOf(labels.keySet());
        List<String> unknown = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += PART) {
            String last = ids.get(Math.min(from + PART, ids.size()) - 1);
            NavigableMap<String, Map<String, String>> part = labels.subMap(ids.get(from), true, last, true);
            Set<String> joined = part.headMap(last).keySet();
            unknown.addAll(new PlanRequests(table, spec(List.of()), part, joined).unknown());
        }
        unknown.forEach(System.out::println);
        return !unknown.isEmpty();
    }

    private Set<String> joined() {
        return labels.headMap(labels.lastKey()).keySet();
    }

    private List<PlanTimes> requests(String profile, NetworkProfileSpec spec) {
        PlanRequests first = new PlanRequests(table, spec, labels, Set.of());
        PlanRequests oneMore = new PlanRequests(table, spec, labels, joined());
        return List.of(
                measured(profile + ": a mesh of all, where there was none", first::make),
                measured(profile + ": one member joins the others", oneMore::make),
                measured(profile + ": the same again, after one fact has changed", () -> {
                    changeOneFact();
                    return oneMore.make();
                }));
    }

    private void changeOneFact() {
        fresh++;
        ScaleMember member = new ScaleMember(1 + fresh % MEMBERS, PODS);
        MemberFact fact = member.endpoint(fresh, 1, "changed");
        table.evolve(member.id(), fact.key(), Optional.of(fact));
    }

    private static PlanTimes measured(String what, IntSupplier request) {
        List<Duration> each = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            bytes = request.getAsInt();
            each.add(Duration.ofNanos(System.nanoTime() - start));
        }
        PlanTimes times = new PlanTimes(what, each);
        System.out.printf(
                "%-64s %,10d %,10d %,10d %,10d%n",
                what,
                times.first().toMillis(),
                times.median().toMillis(),
                times.longest().toMillis(),
                bytes >> 10);
        return times;
    }

    private static NetworkProfileSpec spec(List<Segment> segments) {
        return new NetworkProfileSpec(
                new LabelSelector(Map.of(), List.of()),
                Optional.of(new CiliumSettings(
                        Optional.of(MEMBERS),
                        Optional.of(RoutingMode.TUNNEL),
                        Optional.of(TunnelProtocol.VXLAN),
                        Optional.of(Encryption.NONE),
                        Optional.of(true))),
                Optional.of(new AddressRanges(List.of("10.0.0.0/8"), List.of("96.0.0.0/8"))),
                true,
                segments,
                Optional.empty(),
                60,
                Optional.empty());
    }

    private static List<Segment> segments() {
        return IntStream.range(0, SEGMENTS)
                .mapToObj(number -> new Segment(
                        name(number), new LabelSelector(Map.of(SEGMENT, name(number)), List.of()), seenBy(number)))
                .toList();
    }

    /** The first sees all; each other sees itself, most of the first, and some namespaces of three others. */
    private static List<Sight> seenBy(int segment) {
        if (segment == 0) {
            return IntStream.range(0, SEGMENTS)
                    .mapToObj(other -> new Sight(name(other), Optional.empty()))
                    .toList();
        }
        Optional<Namespaces> some = Optional.of(new Namespaces(List.of("team-1", "team-2"), List.of()));
        return List.of(
                new Sight(name(segment), Optional.empty()),
                new Sight(name(0), Optional.of(new Namespaces(List.of(), List.of("team-4")))),
                new Sight(name(segment + 1), some),
                new Sight(name(segment + 2), some),
                new Sight(name(segment + 3), some));
    }

    private static String name(int number) {
        return "segment-" + number % SEGMENTS;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
