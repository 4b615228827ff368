package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of stage one over small worlds, in which names collide often. */
class ExportProperties {
    /** The newest record of a key: a fact, or empty for a tombstone. */
    record Change(String key, Optional<MemberFact> fact) {
        static Change of(MemberFact fact) {
            return new Change(fact.key(), Optional.of(fact));
        }
    }

    @Provide
    Arbitrary<Change> changes() {
        Arbitrary<String> service = Arbitraries.of("a", "b", "c");
        Arbitrary<String> slice = Arbitraries.of("s1", "s2", "s3", "s4");
        Arbitrary<Boolean> on = Arbitraries.of(true, true, false);
        Arbitrary<String> ip = Arbitraries.of("10.0.0.1", "10.0.0.2", "fd00::1");
        return Arbitraries.oneOf(
                on.map(global -> Change.of(Facts.namespace("shop", Boolean.toString(global)))),
                Combinators.combine(service, on)
                        .as((name, global) -> Change.of(Facts.service(name, global ? Facts.GLOBAL : Map.of()))),
                Combinators.combine(slice, service, ip)
                        .as((name, of, address) -> Change.of(Facts.slice(name, of, address))),
                service.map(name -> new Change("service/shop/" + name, Optional.empty())),
                slice.map(name -> new Change("endpointslice/shop/" + name, Optional.empty())),
                Arbitraries.of(Family.values()).map(family -> Change.of(new CompletenessFact(family, 1, "1"))));
    }

    @Provide
    Arbitrary<List<Change>> histories() {
        return changes().list().ofMaxSize(30);
    }

    private static ExportStep fold(List<Change> changes) {
        ExportStep step = new ExportStep(Facts.EAST, ExportSettings.DEFAULTS);
        changes.forEach(change -> step.apply(change.key(), change.fact()));
        return step;
    }

    private static ExportStep complete(List<Change> changes) {
        ExportStep step = fold(changes);
        Facts.complete(1).forEach(fact -> step.apply(fact.key(), Optional.of(fact)));
        return step;
    }

    private static Map<String, MeshRecord> byKey(List<MeshRecord> records) {
        return records.stream().collect(Collectors.toMap(MeshRecord::key, record -> record));
    }

    @Property
    void onlyTheNewestFactOfEachKeyCountsInWhateverOrderKeysArrive(
            @ForAll("histories") List<Change> history, @ForAll Random random) {
        Map<String, Change> newest = new HashMap<>();
        history.forEach(change -> newest.put(change.key(), change));
        List<Change> shuffled = new ArrayList<>(newest.values());
        Collections.shuffle(shuffled, random);

        assertEquals(byKey(fold(history).desired()), byKey(fold(shuffled).desired()));
    }

    @Property
    void planLeadsToWhatIsDesiredWritesEachKeyOnceAndThenNothing(
            @ForAll("histories") List<Change> before, @ForAll("histories") List<Change> after) {
        Held held = heldBy(complete(before));
        ExportStep step = complete(after);

        List<Operation> operations = step.plan(held, true);
        Set<String> changed = changedKeys(held.records(), byKey(step.desired()));
        operations.forEach(held::apply);

        assertEquals(byKey(step.desired()), held.records());
        assertEquals(changed, operations.stream().map(Operation::key).collect(Collectors.toSet()));
        assertEquals(changed.size(), operations.size());
        assertEquals(List.of(), step.plan(held, true));
    }

    @Property
    void followingFactByFactGivesTheSameAsOneWholePlan(@ForAll("histories") List<Change> history) {
        ExportStep step = fold(List.of());
        Held held = heldBy(step);
        for (Change change : history) {
            Affected affected = step.apply(change.key(), change.fact());
            step.planFor(affected, held, true).forEach(held::apply);

            assertEquals(List.of(), step.plan(held, true));
        }
    }

    @Property
    void withoutPermissionNothingIsDeleted(
            @ForAll("histories") List<Change> before, @ForAll("histories") List<Change> after) {
        Held held = heldBy(complete(before));

        assertTrue(complete(after).plan(held, false).stream().allMatch(Operation.Put.class::isInstance));
        ExportStep incomplete = fold(after);
        assertTrue(incomplete.isComplete()
                || incomplete.plan(held, true).stream().allMatch(Operation.Put.class::isInstance));
    }

    @Property
    void noPrefixShowsAServiceThatTurnsOnOrOffWithoutItsSlices(
            @ForAll("histories") List<Change> before, @ForAll("histories") List<Change> after) {
        Held held = heldBy(complete(before));
        Map<String, Set<String>> old = slicesByService(held.records());
        Map<String, Set<String>> now = slicesByService(byKey(complete(after).desired()));
        Set<String> servicesBefore = services(held.records());
        Set<String> servicesAfter = services(byKey(complete(after).desired()));

        for (Operation operation : complete(after).plan(held, true)) {
            held.apply(operation);
            Map<String, Set<String>> shown = slicesByService(held.records());
            for (String service : services(held.records())) {
                Set<String> seen = shown.getOrDefault(service, Set.of());
                boolean turnsOn = !servicesBefore.contains(service);
                boolean turnsOff = !servicesAfter.contains(service);
                assertTrue(!turnsOn || seen.containsAll(now.getOrDefault(service, Set.of())), operation.toString());
                assertTrue(!turnsOff || seen.containsAll(old.getOrDefault(service, Set.of())), operation.toString());
            }
        }
    }

    private static Held heldBy(ExportStep step) {
        Held held = new Held();
        step.plan(held, true).forEach(held::apply);
        return held;
    }

    private static Set<String> changedKeys(Map<String, MeshRecord> from, Map<String, MeshRecord> to) {
        Set<String> keys = new HashSet<>(from.keySet());
        keys.addAll(to.keySet());
        keys.removeIf(key -> Optional.ofNullable(from.get(key)).equals(Optional.ofNullable(to.get(key))));
        return keys;
    }

    private static Set<String> services(Map<String, MeshRecord> records) {
        return records.values().stream()
                .filter(ServiceRecord.class::isInstance)
                .map(value -> ((ServiceRecord) value).name())
                .collect(Collectors.toSet());
    }

    private static Map<String, Set<String>> slicesByService(Map<String, MeshRecord> records) {
        return records.values().stream()
                .filter(EndpointSliceRecord.class::isInstance)
                .map(EndpointSliceRecord.class::cast)
                .collect(Collectors.groupingBy(
                        EndpointSliceRecord::service,
                        Collectors.mapping(EndpointSliceRecord::name, Collectors.toSet())));
    }
}
