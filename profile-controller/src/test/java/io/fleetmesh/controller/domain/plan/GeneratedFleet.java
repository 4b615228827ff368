package io.fleetmesh.controller.domain.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.controller.domain.fleet.Refusal;
import io.fleetmesh.controller.domain.fleet.Refusal.Cause;
import io.fleetmesh.controller.domain.fleet.Sights;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * A profile with members that are well, but for the defects that each is given at random. All is said as {@link SampleFacts} has it, so
 * that a fleet that breaks a law can be read.
 *
 * @param before what was applied last, as fields of a profile's spec; nothing was where it is absent
 * @param after what is declared, likewise
 * @param members by their places: the first is {@code m0}
 * @param more so many others, of which each is well
 */
record GeneratedFleet(
        Optional<List<String>> before, List<String> after, List<Sketch> members, int more, List<Refusal> refused) {
    static final Instant NOW = Scenario.NOW;
    private static final String PROFILE = "default";
    /** Of which no generated member has anything. */
    private static final int FIRST_OF_MORE = 600;

    /** What a member is to the plan. */
    enum Part {
        JOINS,
        STAYS,
        /** Stays under another cluster ID and name. */
        CHANGES,
        OBSERVES,
        DRAINS,
        /** It was one, and is no more. */
        LEFT
    }

    /** A member: what {@code namespaces} says is as {@link SampleFacts} has it. */
    record Sketch(Part part, String segment, String namespaces, GeneratedDefects defects) {}

    private static final String SHOP = "namespaces: {shop: {services: {cart: 2}, endpoints: 5, identities: 1}}";

    private static final List<List<String>> SETTINGS = List.of(
            List.of(
                    "cilium: {maxConnectedClusters: 511}",
                    "cilium: {routingMode: native}",
                    "cilium: {routingMode: tunnel, tunnelProtocol: geneve}",
                    "cilium: {encryption: wireguard}",
                    "cilium: {policyDefaultLocalCluster: false}",
                    "cilium: {policyDefaultLocalCluster: true}"),
            // The addresses of an unrelated member are in all of them.
            List.of(
                    "addressRanges: {pods: [10.0.0.0/8, 'fd00::/16'], services: [10.96.0.0/11, 10.177.0.0/16]}",
                    "addressRanges: {pods: [10.1.0.0/16, 10.200.0.0/16]}"),
            List.of("globalNamespaceDefault: false"),
            List.of(
                    "segments: [{name: a, memberSelector: {matchLabels: {segment: a}}, sees: [{segment: a}, {segment: b}]},"
                            + " {name: b, memberSelector: {matchLabels: {segment: b}}, sees: [{segment: b}]}]",
                    "segments: [{name: a, memberSelector: {matchLabels: {segment: a}}, sees: [{segment: b, namespaces:"
                            + " {only: [pay]}}]}, {name: b, memberSelector: {matchLabels: {segment: b}},"
                            + " sees: [{segment: a, namespaces: {except: [pay]}}]}]"),
            List.of(
                    "exportGuard: {rules: [{memberSelector: {}, namespaces: {only: [pay]}}], holdFirstExport: false}",
                    "exportGuard: {rules: [{memberSelector: {matchLabels: {segment: a}}}], holdFirstExport: false}",
                    "exportGuard: {holdFirstExport: true}"));

    private static final Map<String, ObjectNode> READ = new HashMap<>();
    private static final Map<Integer, List<MemberFact>> MORE = new HashMap<>();

    static Arbitrary<GeneratedFleet> any() {
        Arbitrary<Integer> more = Arbitraries.frequency(Tuple.of(50, 0), Tuple.of(1, 230), Tuple.of(1, 256));
        Arbitrary<List<Refusal>> refused = Arbitraries.of(
                        refusal("r1", Cause.CLUSTER_NAME, false),
                        refusal("r2", Cause.CLUSTER_ID, false),
                        refusal("r3", Cause.CLUSTER_ID, true),
                        refusal("r4", Cause.OTHER, false))
                .list()
                .ofMaxSize(1);
        return Combinators.combine(
                        settings().optional(),
                        settings(),
                        sketches().list().ofMinSize(1).ofMaxSize(6),
                        more,
                        refused)
                .as(GeneratedFleet::new);
    }

    private static Refusal refusal(String member, Cause cause, boolean observes) {
        return new Refusal(
                member, cause, observes, new FieldProblem("Member/" + member, "cluster ID", "7", "one that is free"));
    }

    /** Of each group one or none. */
    private static Arbitrary<List<String>> settings() {
        return Combinators.combine(SETTINGS.stream()
                        .map(group -> Arbitraries.of(group).optional(0.3))
                        .toList())
                .as(chosen -> chosen.stream().flatMap(Optional::stream).toList());
    }

    private static Arbitrary<Sketch> sketches() {
        Arbitrary<Part> parts = Arbitraries.frequency(
                Tuple.of(4, Part.STAYS),
                Tuple.of(4, Part.JOINS),
                Tuple.of(1, Part.CHANGES),
                Tuple.of(2, Part.OBSERVES),
                Tuple.of(1, Part.DRAINS),
                Tuple.of(1, Part.LEFT));
        Arbitrary<String> namespaces = Arbitraries.frequency(
                Tuple.of(3, "{}"),
                Tuple.of(3, SHOP),
                Tuple.of(1, "namespaces: {pay: {services: {till: 1}, endpoints: 2}}"),
                Tuple.of(1, "namespaces: {shop: {services: {cart: 1}, global: 'false'}, quiet: {endpoints: 3}}"));
        return Combinators.combine(parts, Arbitraries.of("", "a", "b"), namespaces, GeneratedDefects.any())
                .as(Sketch::new);
    }

    /** Without the many others, so that all findings fit into what is told. */
    GeneratedFleet alone() {
        return new GeneratedFleet(before, after, members, 0, refused);
    }

    /** A member of a generated fleet, as the target and as what stands have it. */
    private record Known(
            String id, Optional<Member> before, Optional<Member> after, Map<String, String> labels, StoreSight store) {}

    private List<Known> known() {
        List<Known> all = new ArrayList<>();
        for (int place = 0; place < members.size(); place++) {
            Sketch sketch = members.get(place);
            Member member = member(place);
            Member other = new Member(member.id(), PROFILE, "old-" + member.id(), 40 + place);
            Optional<Member> before = switch (sketch.part()) {
                case JOINS, OBSERVES -> Optional.empty();
                case CHANGES -> Optional.of(other);
                case STAYS, DRAINS, LEFT -> Optional.of(member);
            };
            Optional<Member> after = switch (sketch.part()) {
                case JOINS, STAYS, CHANGES -> Optional.of(member);
                case OBSERVES ->
                    Optional.of(new Member(
                            member.id(),
                            PROFILE,
                            member.clusterName(),
                            member.clusterId(),
                            true,
                            false,
                            Optional.empty()));
                case DRAINS -> Optional.of(member.leaving());
                case LEFT -> Optional.empty();
            };
            all.add(new Known(
                    member.id(),
                    before,
                    after,
                    Map.of("segment", sketch.segment()),
                    sketch.defects().store()));
        }
        IntStream.range(0, more)
                .forEach(number -> all.add(new Known(
                        "x" + number,
                        Optional.empty(),
                        Optional.of(new Member("x" + number, PROFILE, "x" + number, FIRST_OF_MORE + number)),
                        Map.of(),
                        new StoreSight.Unheard())));
        return all;
    }

    /** As it takes part. */
    Member member(int place) {
        GeneratedDefects.Called called = members.get(place).defects().called();
        String id = "m" + place;
        return new Member(id, PROFILE, called.name().orElse(id), called.id().orElse(11 + place));
    }

    /** Those that a plan looks at by themselves. */
    List<Member> subjects() {
        return target().members().values().stream()
                .filter(member -> !member.draining())
                .toList();
    }

    /** What is known of each member, in no order that means anything. */
    List<Map.Entry<String, MemberFact>> facts() {
        List<Map.Entry<String, MemberFact>> all = new ArrayList<>();
        for (int place = 0; place < members.size(); place++) {
            String id = "m" + place;
            facts(place).forEach(fact -> all.add(Map.entry(id, fact)));
        }
        IntStream.range(0, more)
                .forEach(number -> MORE.computeIfAbsent(number, GeneratedFleet::another)
                        .forEach(fact -> all.add(Map.entry("x" + number, fact))));
        return all;
    }

    private static List<MemberFact> another(int number) {
        return SampleFacts.parse(
                "x" + number, "{clusterId: " + (FIRST_OF_MORE + number) + ", nodes: {n: [10.99." + number + ".0/24]}}");
    }

    private List<MemberFact> facts(int place) {
        Sketch sketch = members.get(place);
        Member member = member(place);
        ObjectNode description = SampleFacts.JSON.createObjectNode();
        description.put("clusterId", member.clusterId());
        description.putObject("config").put("clusterName", member.clusterName());
        description.set(
                "nodes",
                SampleFacts.JSON.valueToTree(
                        sketch.defects().nodes().orElse(Map.of("n", List.of("10." + (32 + place) + ".0.0/24")))));
        SampleFacts.merge(description, read(sketch.namespaces()));
        sketch.defects().odd().forEach(odd -> SampleFacts.merge(description, read(odd)));
        try {
            List<MemberFact> facts = SampleFacts.of(member.id(), description);
            facts.addAll(sketch.defects().load().facts());
            return facts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode read(String yaml) {
        return READ.computeIfAbsent(yaml, text -> {
                    try {
                        return (ObjectNode) SampleFacts.YAML.readTree(text);
                    } catch (JsonProcessingException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .deepCopy();
    }

    private static NetworkProfileSpec spec(List<String> settings) {
        ObjectNode spec = read("{memberSelector: {}, globalNamespaceDefault: true, drainSeconds: 60}");
        settings.forEach(setting -> SampleFacts.merge(spec, read(setting)));
        try {
            return SampleFacts.YAML.treeToValue(spec, NetworkProfileSpec.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    NetworkProfileSpec spec() {
        return spec(after);
    }

    private static NavigableMap<String, ConsumerView> views(
            NetworkProfileSpec spec, Collection<Known> known, Collection<Member> members) {
        return Sights.of(new AppliedProfile(PROFILE, "plan", spec, labels(known), List.copyOf(members)));
    }

    private static Map<String, Map<String, String>> labels(Collection<Known> known) {
        Map<String, Map<String, String>> labels = new HashMap<>();
        known.forEach(one -> labels.put(one.id(), one.labels()));
        return labels;
    }

    /** With {@code facts} in the order in which they have come. */
    PlanInputs inputs(List<Map.Entry<String, MemberFact>> facts) {
        InventoryTable table = new InventoryTable();
        facts.forEach(fact -> table.evolve(fact.getKey(), fact.getValue().key(), Optional.of(fact.getValue())));
        return inputs(table);
    }

    PlanInputs inputs(InventoryTable table) {
        List<Known> known = known();
        NavigableMap<String, Member> standing = new TreeMap<>();
        Map<String, StoreSight> stores = new HashMap<>();
        Map<String, List<String>> waiting = new HashMap<>();
        known.forEach(one -> one.before().ifPresent(member -> {
            standing.put(one.id(), member);
            stores.put(one.id(), one.store());
        }));
        IntStream.range(0, members.size())
                .filter(place -> members.get(place).defects().load() == GeneratedDefects.Load.WAITING)
                .forEach(place -> waiting.put("m" + place, List.of("shop/cart")));
        return new PlanInputs(
                PROFILE,
                Optional.of(spec()),
                before.map(GeneratedFleet::spec)
                        .map(was -> new AppliedProfile(
                                PROFILE, "plan-0", was, labels(known), List.copyOf(standing.values()))),
                Optional.empty(),
                refused,
                standing,
                views(spec(before.orElse(List.of())), known, standing.values()),
                table.all(),
                stores,
                waiting,
                0);
    }

    Target target() {
        List<Known> known = known();
        NavigableMap<String, Member> target = new TreeMap<>();
        known.forEach(one -> one.after().ifPresent(member -> target.put(one.id(), member)));
        return new Target(PROFILE, target, labels(known), views(spec(), known, target.values()));
    }

    /** With one more that would join, of whom these are the facts: in no segment, as nobody's labels select it. */
    List<Check> checksWith(Member newcomer, List<MemberFact> its) {
        List<Map.Entry<String, MemberFact>> facts = new ArrayList<>(facts());
        its.forEach(fact -> facts.add(Map.entry(newcomer.id(), fact)));
        NavigableMap<String, Member> target = new TreeMap<>(target().members());
        target.put(newcomer.id(), newcomer);
        return new Planner(Prechecks.ALL)
                .check(
                        inputs(facts),
                        new Target(PROFILE, target, labels(known()), views(spec(), known(), target.values())),
                        NOW);
    }

    List<Check> checks() {
        return new Planner(Prechecks.ALL).check(inputs(facts()), target(), NOW);
    }

    Plan plan(PlanInputs inputs) {
        return new Planner(Prechecks.ALL).plan(inputs, target(), "plan-1", "anna", NOW, Duration.ofHours(1));
    }
}
