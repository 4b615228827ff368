package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.NamespaceChoice;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Amount;
import io.fleetmesh.contract.plan.SightChange;
import io.fleetmesh.contract.plan.SightChange.SourceChange;
import io.fleetmesh.contract.plan.ViewChange;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Laws over fleets that a seed makes. */
class PlannerProperties {
    private static final List<String> NAMESPACES = List.of("a", "b", "c");

    /**
     * Members with services and pods, views before and after in which anybody may see some namespaces of anybody, and what the
     * profile said and says of those without the annotation.
     */
    private record Fleet(
            List<Map.Entry<String, MemberFact>> facts,
            NavigableMap<String, Member> members,
            NavigableMap<String, ConsumerView> before,
            NavigableMap<String, ConsumerView> after,
            boolean globalBefore,
            boolean globalAfter) {

        static Fleet of(long seed, int size) {
            Random random = new Random(seed);
            List<Map.Entry<String, MemberFact>> facts = new ArrayList<>();
            NavigableMap<String, Member> members = new TreeMap<>();
            for (int i = 1; i <= size; i++) {
                String id = "m" + i;
                members.put(id, new Member(id, "default", id, i));
                String text = "{clusterId: " + i + ", nodes: {n: [10." + random.nextInt(4) + ".0.0/16]}, namespaces: {"
                        + String.join(
                                ", ",
                                NAMESPACES.stream()
                                        .map(name -> namespace(name, random))
                                        .toList()) + "}}";
                SampleFacts.parse(id, text).forEach(fact -> facts.add(Map.entry(id, fact)));
            }
            NavigableMap<String, ConsumerView> before = views(members, random);
            return new Fleet(
                    facts,
                    members,
                    before,
                    random.nextInt(4) == 0 ? before : views(members, random),
                    random.nextBoolean(),
                    random.nextBoolean());
        }

        private static String namespace(String name, Random random) {
            String global = random.nextInt(3) == 0 ? "" : "global: \"" + (random.nextInt(4) > 0) + "\", ";
            return name + ": {" + global + "services: {s: " + random.nextInt(3) + "}, endpoints: " + random.nextInt(5)
                    + "}";
        }

        private static NavigableMap<String, ConsumerView> views(NavigableMap<String, Member> members, Random random) {
            NavigableMap<String, ConsumerView> views = new TreeMap<>();
            for (String consumer : members.keySet()) {
                List<String> sources = members.keySet().stream()
                        .filter(source -> !source.equals(consumer) && random.nextInt(3) > 0)
                        .toList();
                Map<String, NamespaceChoice> choices = new HashMap<>();
                sources.stream()
                        .filter(_ -> random.nextInt(3) == 0)
                        .forEach(source -> choices.put(
                                source,
                                random.nextBoolean()
                                        ? NamespaceChoice.only(List.of("a"))
                                        : NamespaceChoice.allBut(List.of("b"))));
                List<String> draining =
                        sources.stream().filter(_ -> random.nextInt(5) == 0).toList();
                views.put(consumer, new ConsumerView(consumer, consumer, sources, choices, draining));
            }
            return views;
        }

        private static NetworkProfileSpec spec(boolean global) {
            return new NetworkProfileSpec(
                    new LabelSelector(Map.of(), List.of()),
                    Optional.empty(),
                    Optional.empty(),
                    global,
                    List.of(),
                    Optional.empty(),
                    60,
                    Optional.empty());
        }

        PlanInputs inputs(Optional<Random> order) {
            List<Map.Entry<String, MemberFact>> all = new ArrayList<>(facts);
            order.ifPresent(random -> Collections.shuffle(all, random));
            InventoryTable table = new InventoryTable();
            all.forEach(fact -> table.evolve(fact.getKey(), fact.getValue().key(), Optional.of(fact.getValue())));
            return new PlanInputs(
                    "default",
                    Optional.of(spec(globalAfter)),
                    Optional.of(new AppliedProfile(
                            "default", "plan-0", spec(globalBefore), Map.of(), List.copyOf(members.values()))),
                    Optional.empty(),
                    List.of(),
                    members,
                    before,
                    table.all(),
                    Map.of(),
                    Map.of(),
                    0);
        }

        Plan plan(Optional<Random> order) {
            return new Planner(Prechecks.ALL)
                    .plan(
                            inputs(order),
                            new Target("default", members, Map.of(), after),
                            "p",
                            "anna",
                            Scenario.NOW,
                            Duration.ofHours(1));
        }
    }

    @Property(tries = 100)
    void thePlanIsTheSameInWhateverOrderFactsCome(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size, @ForAll long order) {
        Fleet fleet = Fleet.of(seed, size);

        assertEquals(fleet.plan(Optional.empty()), fleet.plan(Optional.of(new Random(order))));
    }

    /** Namespace by namespace, pair by pair. */
    @Property(tries = 100)
    void whatIsGainedAndLostIsWhatANaiveCountFinds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
        Fleet fleet = Fleet.of(seed, size);
        Map<String, MemberInventory> inventories =
                fleet.inputs(Optional.empty()).inventories();

        Map<String, ViewChange> found = new TreeMap<>();
        fleet.plan(Optional.empty()).views().forEach(view -> found.put(view.consumer(), view));

        for (String consumer : fleet.members.keySet()) {
            long[] numbers = new long[6];
            for (String source : fleet.members.keySet()) {
                for (String namespace : NAMESPACES) {
                    NamespaceInventory one = Optional.ofNullable(inventories.get(source))
                            .orElseThrow()
                            .namespaces()
                            .get(namespace);
                    if (one != null) {
                        count(fleet, consumer, source, namespace, one, numbers);
                    }
                }
            }
            ViewChange view = found.getOrDefault(consumer, new ViewChange(consumer, 0, 0, 0, Amount.NONE, Amount.NONE));
            assertEquals(new Amount(numbers[0], numbers[1], numbers[2]), view.gained());
            assertEquals(new Amount(numbers[3], numbers[4], numbers[5]), view.lost());
        }
    }

    private static void count(
            Fleet fleet, String consumer, String source, String namespace, NamespaceInventory one, long[] numbers) {
        boolean before = one.global().map("true"::equals).orElse(fleet.globalBefore);
        boolean after = one.global().map("true"::equals).orElse(fleet.globalAfter);
        boolean podsBefore = before && sees(fleet.before, consumer, source, namespace, true);
        boolean podsAfter = after && sees(fleet.after, consumer, source, namespace, true);
        boolean servicesBefore = before && sees(fleet.before, consumer, source, namespace, false);
        boolean servicesAfter = after && sees(fleet.after, consumer, source, namespace, false);
        if (servicesBefore != servicesAfter) {
            numbers[servicesAfter ? 0 : 3] += 1;
            numbers[servicesAfter ? 1 : 4] += one.globalServices().getOrDefault("s", 0);
        }
        if (podsBefore != podsAfter) {
            numbers[podsAfter ? 2 : 5] += one.endpoints();
        }
    }

    private static boolean sees(
            NavigableMap<String, ConsumerView> views,
            String consumer,
            String source,
            String namespace,
            boolean draining) {
        ConsumerView view = Optional.ofNullable(views.get(consumer)).orElseThrow();
        return view.sources().contains(source)
                && view.namespacesOf(source).has(namespace)
                && (draining || !view.draining().contains(source));
    }

    /** Groups say no more and no less than the pairs of which they are made. */
    @Property(tries = 100)
    void groupsOfSightAreJustThePairsThatChange(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int size) {
        Fleet fleet = Fleet.of(seed, size);
        Map<String, SourceChange> pairs = new TreeMap<>();
        for (SightChange group : fleet.plan(Optional.empty()).sight()) {
            for (String consumer : group.consumers()) {
                for (SourceChange source : group.sources()) {
                    if (!consumer.equals(source.source())) {
                        assertFalse(pairs.containsKey(consumer + source.source()));
                        pairs.put(consumer + source.source(), source);
                    }
                }
            }
        }

        for (String consumer : fleet.members.keySet()) {
            for (String source : fleet.members.keySet()) {
                SourceChange change = pairs.get(consumer + source);
                String before = sight(fleet.before, consumer, source);
                String after = sight(fleet.after, consumer, source);
                boolean bySight = !before.equals(after);
                boolean byDefault = fleet.globalBefore != fleet.globalAfter && change != null && moves(change);
                assertEquals(bySight || byDefault, change != null, consumer + " " + source);
                if (change != null) {
                    assertEquals(
                            before + " " + after,
                            change.before().map(Object::toString).orElse("none") + " "
                                    + change.after().map(Object::toString).orElse("none"));
                }
            }
        }
    }

    @Example
    void aMeshOfManyIsOneGroupAndFitsIntoARecord() {
        SampleFleet fleet = new SampleFleet();
        for (int i = 1; i <= 255; i++) {
            fleet.joining("member-" + i, "{clusterId: " + i + ", nodes: {n: [10." + i + ".0.0/16]}}");
        }

        Plan plan = new Planner(Prechecks.ALL)
                .plan(fleet.inputs(), fleet.target(), "p", "anna", Scenario.NOW, Duration.ofHours(1));

        assertEquals(1, plan.sight().size());
        assertEquals(255, plan.sight().getFirst().consumers().size());
        assertTrue(Codec.encode(plan).length < 1 << 19);
    }

    private static boolean moves(SourceChange change) {
        return !change.gained().equals(Amount.NONE) || !change.lost().equals(Amount.NONE);
    }

    private static String sight(NavigableMap<String, ConsumerView> views, String consumer, String source) {
        ConsumerView view = Optional.ofNullable(views.get(consumer)).orElseThrow();
        return view.sources().contains(source)
                ? new SightChange.Sight(
                                view.namespacesOf(source), view.draining().contains(source))
                        .toString()
                : "none";
    }
}
