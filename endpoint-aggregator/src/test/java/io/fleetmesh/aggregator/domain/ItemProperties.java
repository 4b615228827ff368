package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of identities and addresses over small worlds, in which addresses, pods and identities collide often. */
class ItemProperties {
    private static final long OUT_OF_RANGE = 300_000;

    /** The newest record of a key: a fact, or empty for a tombstone. */
    record Change(String key, Optional<MemberFact> fact) {
        static Change of(MemberFact fact) {
            return new Change(fact.key(), Optional.of(fact));
        }
    }

    @Provide
    Arbitrary<Change> changes() {
        Arbitrary<String> namespace = Arbitraries.of("shop", "shop", "side");
        Arbitrary<String> pod = Arbitraries.of("a", "b", "c");
        Arbitrary<String> ip = Arbitraries.of("10.0.0.1", "10.0.0.2", "FD00::0001");
        Arbitrary<Long> identity = Arbitraries.of(0L, 5L, 200_001L, 200_001L, 200_002L, OUT_OF_RANGE);
        Arbitrary<Long> known = Arbitraries.of(200_001L, 200_002L);
        Arbitrary<Family> counted = Arbitraries.of(Family.CILIUM_ENDPOINT, Family.CILIUM_ENDPOINT_SLICE);
        return Arbitraries.oneOf(
                Combinators.combine(namespace, Arbitraries.of("true", "true", "false"))
                        .as((name, global) -> Change.of(Facts.namespace(name, global))),
                namespace.map(name -> Change.of(Facts.namespace(name))),
                Combinators.combine(known, namespace).as((id, in) -> Change.of(Facts.identity(id, in))),
                known.map(id -> new Change("ciliumidentity/" + id, Optional.empty())),
                Combinators.combine(namespace, pod, identity, ip)
                        .as((in, name, id, address) -> Change.of(Facts.endpoint(in, name, id, address))),
                Combinators.combine(namespace, pod)
                        .as((in, name) -> new Change("ciliumendpoint/" + in + "/" + name, Optional.empty())),
                Combinators.combine(Arbitraries.of("s1", "s2"), namespace, pod, identity, ip)
                        .as((slice, in, name, id, address) ->
                                Change.of(Facts.endpointSlice(slice, in, Facts.pod(name, id, address)))),
                Arbitraries.of("s1", "s2").map(slice -> new Change("ciliumendpointslice/" + slice, Optional.empty())),
                Combinators.combine(Arbitraries.of("a", "b"), Arbitraries.of("cart", "api"), ip)
                        .as((name, of, address) -> Change.of(Facts.slice(name, of, address))),
                Arbitraries.of("a", "b").map(name -> new Change("endpointslice/shop/" + name, Optional.empty())),
                Combinators.combine(
                                Arbitraries.of("cart", "api"), Arbitraries.of(Facts.GLOBAL, Map.<String, String>of()))
                        .as((name, annotations) -> Change.of(Facts.service(name, annotations))),
                Arbitraries.of("cart", "api").map(name -> new Change("service/shop/" + name, Optional.empty())),
                Arbitraries.of(true, false).map(slices -> Change.of(Facts.config(false, slices))),
                counted.map(family -> Change.of(new CompletenessFact(family, 1, "1"))),
                counted.map(family -> new Change("complete/" + family.segment(), Optional.empty())));
    }

    @Provide
    Arbitrary<List<Change>> histories() {
        return changes().list().ofMaxSize(40);
    }

    private static ExportStep fold(List<Change> changes) {
        ExportStep step = new ExportStep(Facts.EAST, ExportSettings.DEFAULTS);
        changes.forEach(change -> step.apply(change.key(), change.fact()));
        return step;
    }

    private static ExportStep complete(List<Change> changes) {
        ExportStep step = fold(changes);
        Facts.complete(1).forEach(fact -> Facts.apply(step, fact));
        return step;
    }

    private static Map<String, MeshRecord> byKey(List<MeshRecord> records) {
        return records.stream().collect(Collectors.toMap(MeshRecord::key, Function.identity()));
    }

    private static Held heldBy(ExportStep step) {
        Held held = new Held();
        step.plan(held, true).forEach(held::apply);
        return held;
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
    void planLeadsToWhatIsDesiredAndToWhatWaits(
            @ForAll("histories") List<Change> before, @ForAll("histories") List<Change> after) {
        Held held = heldBy(complete(before));
        ExportStep step = complete(after);
        Map<String, MeshRecord> expected = new HashMap<>(byKey(step.desired()));
        for (MeshRecord record : held.records().values()) {
            if (record instanceof IpRecord ip && waits(step, ip)) {
                expected.put(ip.key(), ip);
                held.get(IdentityRecord.keyOf(ip.identity())).ifPresent(of -> expected.putIfAbsent(of.key(), of));
            }
        }

        List<Operation> operations = step.plan(held, true);
        operations.forEach(held::apply);

        assertEquals(expected, held.records());
        assertEquals(
                operations.size(),
                operations.stream().map(Operation::key).distinct().count());
        assertEquals(List.of(), step.plan(held, true));
    }

    private static boolean waits(ExportStep step, IpRecord held) {
        return step.desired(Item.ip(held.ip()))
                .waiting()
                .equals(Optional.of(new ServiceName(held.namespace(), held.pod())));
    }

    @Property
    void followingFactByFactGivesTheSameAsOneWholePlan(@ForAll("histories") List<Change> history) {
        ExportStep step = fold(List.of());
        Held held = heldBy(step);
        for (Change change : withMarkers(history)) {
            Affected affected = step.apply(change.key(), change.fact());
            step.planFor(affected, held, true).forEach(held::apply);

            assertEquals(List.of(), step.plan(held, true), change.toString());
        }
    }

    @Property
    void followingBatchByBatchGivesTheSameToo(@ForAll("histories") List<Change> history, @ForAll Random random) {
        ExportStep step = fold(List.of());
        Held held = heldBy(step);
        Pending pending = new Pending();
        for (Change change : withMarkers(history)) {
            pending.add(step.apply(change.key(), change.fact()));
            if (random.nextInt(4) == 0) {
                step.planFor(pending.take(), held, true).forEach(held::apply);
                assertEquals(List.of(), step.plan(held, true));
            }
        }
    }

    /** Complete from the beginning, so that deletes happen, too. */
    private static List<Change> withMarkers(List<Change> history) {
        List<Change> all = new ArrayList<>();
        Facts.complete(1).forEach(marker -> all.add(Change.of(marker)));
        all.addAll(history);
        return all;
    }

    @Property
    void noPrefixShowsAnAddressWithoutItsIdentity(
            @ForAll("histories") List<Change> history, @ForAll Random random, @ForAll boolean complete) {
        ExportStep step = fold(List.of());
        Held held = heldBy(step);
        Pending pending = new Pending();
        for (Change change : complete ? withMarkers(history) : history) {
            pending.add(step.apply(change.key(), change.fact()));
            if (random.nextBoolean()) {
                boolean deletesAllowed = random.nextInt(4) > 0;
                for (Operation operation : step.planFor(pending.take(), held, deletesAllowed)) {
                    held.apply(operation);
                    assertEquals(Set.of(), withoutIdentity(held), operation.toString());
                }
            }
        }
    }

    @Property
    void followingAppliedDefaultsGivesTheSameAsOnesThatWereSoFromTheBeginning(
            @ForAll("histories") List<Change> history, @ForAll Random random) {
        ExportStep step = fold(List.of());
        Held held = heldBy(step);
        NamespaceDefault now = NamespaceDefault.NOT_APPLIED;
        for (Change change : withMarkers(history)) {
            Pending pending = new Pending();
            pending.add(step.apply(change.key(), change.fact()));
            if (random.nextInt(3) == 0) {
                now = NamespaceDefault.of(random.nextBoolean());
                pending.add(step.apply(now));
            }
            for (Operation operation : step.planFor(pending.take(), held, true)) {
                held.apply(operation);
                assertEquals(Set.of(), withoutIdentity(held), operation.toString());
            }
            assertEquals(List.of(), step.plan(held, true));
        }

        ExportStep fresh = new ExportStep(Facts.EAST, new ExportSettings(now, 255));
        withMarkers(history).forEach(change -> fresh.apply(change.key(), change.fact()));
        assertEquals(byKey(fresh.desired()), byKey(step.desired()));
        assertEquals(now, held.namespaces());
    }

    @Property
    void noPrefixOfATakeOverDoesEither(
            @ForAll("histories") List<Change> before, @ForAll("histories") List<Change> after) {
        Held held = heldBy(complete(before));
        for (Operation operation : complete(after).plan(held, true)) {
            held.apply(operation);
            assertEquals(Set.of(), withoutIdentity(held), operation.toString());
        }
    }

    private static Set<String> withoutIdentity(Held held) {
        Set<String> without = new HashSet<>();
        for (MeshRecord record : held.records().values()) {
            if (record instanceof IpRecord ip
                    && ip.identity() >= IdentityRange.RESERVED
                    && held.get(IdentityRecord.keyOf(ip.identity())).isEmpty()) {
                without.add(ip.ip());
            }
        }
        return without;
    }

    @Property
    void anAddressIsNeverTakenAwayWhileAnotherEndpointCouldHaveIt(@ForAll("histories") List<Change> history) {
        ExportStep step = complete(List.of());
        Held held = heldBy(step);
        for (Change change : history) {
            Affected affected = step.apply(change.key(), change.fact());
            for (Operation operation : step.planFor(affected, held, true)) {
                if (operation instanceof Operation.Delete(String key) && key.startsWith("ip/")) {
                    Desired now = step.desired(Item.ip(key.substring("ip/".length())));
                    assertTrue(now.record().isEmpty(), key);
                }
                held.apply(operation);
            }
        }
    }

    @Property
    void whoHasAnAddressClaimsItFromAGlobalNamespaceAndIsTheFirstOfThem(@ForAll("histories") List<Change> history) {
        ExportStep step = complete(history);
        for (MeshRecord record : step.desired()) {
            if (record instanceof IpRecord ip) {
                assertEquals(Optional.of(ip), step.desired(Item.ip(ip.ip())).record());
                assertTrue(ip.identity() != OUT_OF_RANGE);
                // A claim that comes first in order takes the address, whoever has it.
                Facts.apply(step, Facts.namespace("a", "true"));
                boolean slices = runsSlices(history);
                Facts.apply(
                        step,
                        slices
                                ? Facts.endpointSlice("first", "a", Facts.pod("a", 0, ip.ip()))
                                : Facts.endpoint("a", "a", 0, ip.ip()));
                assertEquals(
                        Optional.of("a"),
                        step.desired(Item.ip(ip.ip())).record().map(now -> ((IpRecord) now).namespace()));
                return;
            }
        }
    }

    private static boolean runsSlices(List<Change> history) {
        boolean slices = false;
        for (Change change : history) {
            if (change.fact().isPresent() && change.fact().get() instanceof CiliumConfigFact config) {
                slices = config.endpointSlices();
            }
        }
        return slices;
    }

    @Property
    void withoutPermissionNothingIsDeleted(
            @ForAll("histories") List<Change> before, @ForAll("histories") List<Change> after) {
        Held held = heldBy(complete(before));

        assertTrue(complete(after).plan(held, false).stream().allMatch(Operation.Put.class::isInstance));
    }
}
