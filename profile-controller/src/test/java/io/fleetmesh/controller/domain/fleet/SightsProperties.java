package io.fleetmesh.controller.domain.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.NamespaceChoice;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is seen by segments, namespace by namespace, beside what the words of a profile say of each pair of members. */
class SightsProperties {
    private static final List<String> ZONES = List.of("a", "b", "c");
    private static final List<String> NAMESPACES = List.of("shop", "payments", "kube-system");

    private static final LabelSelector EVERYBODY = new LabelSelector(Map.of(), List.of());

    record Fleet(List<Segment> segments, List<ExportRule> rules, List<String> zones) {
        NetworkProfileSpec profile() {
            return new NetworkProfileSpec(
                    EVERYBODY,
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    segments,
                    Optional.of(new ExportGuard(rules, false)),
                    60,
                    Optional.empty());
        }

        static String member(int number) {
            return "m" + number;
        }

        NavigableMap<String, ConsumerView> views() {
            Map<String, Map<String, String>> labels = new TreeMap<>();
            List<Member> members = new ArrayList<>();
            for (int number = 0; number < zones.size(); number++) {
                labels.put(member(number), Map.of("zone", zones.get(number)));
                members.add(new Member(member(number), "mesh", member(number), number + 1));
            }
            return Sights.of(new AppliedProfile("mesh", "plan", profile(), labels, members));
        }

        /** Whether a segment of the one sees a segment of the other, with that namespace. */
        boolean sees(String consumer, String source, String namespace) {
            return segments.isEmpty()
                    || segments.stream()
                            .filter(segment -> holds(segment.memberSelector(), consumer))
                            .flatMap(segment -> segment.sees().stream())
                            .filter(sight -> has(sight.namespaces(), namespace))
                            .anyMatch(sight -> segments.stream()
                                    .anyMatch(other -> other.name().equals(sight.segment())
                                            && holds(other.memberSelector(), source)));
        }

        boolean exports(String source, String namespace) {
            return rules.isEmpty()
                    || rules.stream()
                            .anyMatch(
                                    rule -> holds(rule.memberSelector(), source) && has(rule.namespaces(), namespace));
        }

        private static boolean holds(LabelSelector selector, String zone) {
            return selector.matchLabels().getOrDefault("zone", zone).equals(zone);
        }

        private static boolean has(Optional<Namespaces> declared, String namespace) {
            return declared.isEmpty() || has(declared.get(), namespace);
        }

        private static boolean has(Namespaces declared, String namespace) {
            boolean named = declared.only().isEmpty() || declared.only().contains(namespace);
            return named && !declared.except().contains(namespace);
        }
    }

    @Property
    void eachPairSeesWhatSegmentsAndGuardLetIt(@ForAll("fleets") Fleet fleet) {
        NavigableMap<String, ConsumerView> views = fleet.views();

        assertEquals(fleet.zones().size(), views.size());
        for (int consumer = 0; consumer < fleet.zones().size(); consumer++) {
            ConsumerView view = views.get(Fleet.member(consumer));
            assertFalse(view.sources().contains(Fleet.member(consumer)));
            for (int source = 0; source < fleet.zones().size(); source++) {
                if (source != consumer) {
                    String zone = fleet.zones().get(consumer);
                    String other = fleet.zones().get(source);
                    for (String namespace : NAMESPACES) {
                        assertEquals(
                                fleet.sees(zone, other, namespace) && fleet.exports(other, namespace),
                                sees(view, Fleet.member(source), namespace),
                                () -> zone + " " + other + " " + namespace);
                    }
                }
            }
        }
    }

    @Property
    void theGuardTakesNamespacesAndNoSource(@ForAll("fleets") Fleet fleet) {
        NavigableMap<String, ConsumerView> guarded = fleet.views();

        new Fleet(fleet.segments(), List.of(), fleet.zones())
                .views()
                .forEach((consumer, view) ->
                        assertEquals(view.sources(), guarded.get(consumer).sources()));
        assertTrue(guarded.values().stream()
                .allMatch(view -> view.sources().containsAll(view.namespaces().keySet())));
    }

    private static boolean sees(ConsumerView view, String source, String namespace) {
        return view.sources().contains(source)
                && view.namespaces().getOrDefault(source, NamespaceChoice.ALL).has(namespace);
    }

    @Provide
    Arbitrary<Fleet> fleets() {
        Arbitrary<List<Segment>> segments = Combinators.combine(selectors(), sights())
                .as((selector, sights) -> new Segment("unnamed", selector, sights))
                .list()
                .ofMaxSize(3)
                .map(unnamed -> {
                    List<Segment> named = new ArrayList<>();
                    unnamed.forEach(segment ->
                            named.add(new Segment("s" + named.size(), segment.memberSelector(), segment.sees())));
                    return named;
                });
        Arbitrary<List<ExportRule>> rules = Combinators.combine(selectors(), namespaces())
                .as(ExportRule::new)
                .list()
                .ofMaxSize(2);
        Arbitrary<List<String>> zones =
                Arbitraries.of(ZONES).list().ofMinSize(1).ofMaxSize(5);
        return Combinators.combine(segments, rules, zones).as(Fleet::new);
    }

    private static Arbitrary<LabelSelector> selectors() {
        return Arbitraries.of(ZONES)
                .injectNull(0.2)
                .map(zone -> zone == null ? EVERYBODY : new LabelSelector(Map.of("zone", zone), List.of()));
    }

    private static Arbitrary<List<Sight>> sights() {
        return Combinators.combine(Arbitraries.of("s0", "s1", "s2"), namespaces())
                .as(Sight::new)
                .list()
                .ofMaxSize(3);
    }

    private static Arbitrary<Optional<Namespaces>> namespaces() {
        Arbitrary<List<String>> some =
                Arbitraries.of(NAMESPACES).list().uniqueElements().ofMaxSize(2);
        return Combinators.combine(some, some).as(Namespaces::new).optional();
    }
}
