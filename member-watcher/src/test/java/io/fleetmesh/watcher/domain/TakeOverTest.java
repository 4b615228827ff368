package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.MassDeleteHeldFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TakeOverTest {
    private static final String UID = "uid-1";

    @Test
    void theFirstClusterSeenIsTheOneFromThenOn() {
        assertEquals(TakeOver.Identity.FIRST_SEEN, TakeOver.identify(Recorded.of(List.of()), UID));
        assertEquals(TakeOver.Identity.RECORDED, TakeOver.identify(recorded(), UID));
        assertEquals(TakeOver.Identity.OTHER, TakeOver.identify(recorded(), "uid-2"));
    }

    @Test
    void aListOfAnotherClusterIsNotBelieved() {
        Optional<Trouble> doubt = TakeOver.doubt(recorded(), Optional.empty(), list("uid-2", "10"));

        assertEquals(Reachability.SUSPECT, doubt.orElseThrow().kind());
    }

    @Test
    void aListOlderThanWhatWasSeenIsNotBelieved() {
        assertTrue(
                TakeOver.doubt(recorded(), Optional.of("100"), list(UID, "99")).isPresent());
        assertTrue(
                TakeOver.doubt(recorded(), Optional.of("100"), list(UID, "100")).isEmpty());
        assertTrue(
                TakeOver.doubt(recorded(), Optional.of("99"), list(UID, "100")).isEmpty());
    }

    @Test
    void withoutAMarkerInTheLogNothingIsDeleted() {
        TakeOver.Plan plan = plan(recorded(), list(UID, "10", "a"), Set.of("a", "b"), false);

        assertEquals(Set.of(), removed(plan));
    }

    @Test
    void whatAListLacksIsDeletedWhenTheFamilyWasListedBefore() {
        TakeOver.Plan plan = plan(listedBefore(), list(UID, "10", "a"), Set.of("a", "b"), false);

        assertEquals(Set.of("namespace/b"), removed(plan));
    }

    @Test
    void theMarkerComesAfterAllThatItStandsFor() {
        TakeOver.Plan plan = plan(listedBefore(), list(UID, "10", "a", "c"), Set.of("b"), false);

        assertEquals(new Operation.Put(plan.marker()), plan.operations().getLast());
        assertEquals(new CompletenessFact(Family.NAMESPACE, 2, "10"), plan.marker());
    }

    @Test
    void tooManyDeletesAreHeldAndSaid() {
        TakeOver.Plan plan = plan(listedBefore(), list(UID, "10"), names(20), false);

        assertEquals(Set.of(), removed(plan));
        assertEquals(Optional.of(new MassDeleteHeldFact(Family.NAMESPACE, 20, 20)), plan.held());
        assertTrue(plan.operations().contains(new Operation.Put(plan.held().orElseThrow())));
    }

    @Test
    void releasedDeletesAreWrittenAndTheHoldEnds() {
        Recorded holding = listedBefore().holding(Family.NAMESPACE, true);

        TakeOver.Plan plan = plan(holding, list(UID, "10"), names(20), true);

        assertEquals(Optional.empty(), plan.held());
        assertEquals(21, removed(plan).size());
        assertTrue(removed(plan).contains("held/namespace"));
    }

    @Test
    void aFewDeletesAreNeverTooMany() {
        TakeOver.Plan plan = plan(listedBefore(), list(UID, "10"), names(3), false);

        assertEquals(3, removed(plan).size());
    }

    @Test
    void anObjectThatCannotBeReadIsThereAllTheSame() {
        FamilySnapshot list = new FamilySnapshot(Family.NAMESPACE, UID, "10", Map.of(), Set.of("namespace/b"), true);

        assertEquals(Set.of(), removed(plan(listedBefore(), list, Set.of("b"), false)));
    }

    @Test
    void anObjectWithoutANameMayBeAnyOfThem() {
        FamilySnapshot list = new FamilySnapshot(Family.NAMESPACE, UID, "10", Map.of(), Set.of(), false);

        assertEquals(Set.of(), removed(plan(listedBefore(), list, Set.of("b"), false)));
    }

    @Test
    void aMarkerBesideNoIdentityIsNobodys() {
        Recorded recorded = Recorded.of(List.of(new CompletenessFact(Family.NAMESPACE, 1, "5")));

        assertEquals(Map.of(), recorded.complete());
    }

    private static Recorded recorded() {
        return Recorded.of(List.of(new IdentityFact(UID)));
    }

    private static Recorded listedBefore() {
        return recorded().completed(new CompletenessFact(Family.NAMESPACE, 1, "5"));
    }

    private static TakeOver.Plan plan(Recorded recorded, FamilySnapshot list, Set<String> held, boolean released) {
        return TakeOver.plan(recorded, list, holding(held), MassDeleteRule.STANDARD, released);
    }

    static FamilySnapshot list(String uid, String version, String... names) {
        Map<String, MemberFact> facts = new TreeMap<>();
        for (String name : names) {
            MemberFact fact = namespace(name);
            facts.put(fact.key(), fact);
        }
        return new FamilySnapshot(Family.NAMESPACE, uid, version, facts, Set.of(), true);
    }

    static MemberFact namespace(String name) {
        return new NamespaceFact(name, Optional.empty());
    }

    static Holds holding(Set<String> names) {
        return holding(names.stream().map(TakeOverTest::namespace).toList());
    }

    static Holds holding(List<MemberFact> facts) {
        return new Holds() {
            @Override
            public Set<String> keys(Family family) {
                return facts(family).stream().map(MemberFact::key).collect(java.util.stream.Collectors.toSet());
            }

            @Override
            public List<MemberFact> facts(Family family) {
                return facts.stream()
                        .filter(fact -> fact.key().startsWith(family.segment() + "/"))
                        .toList();
            }

            @Override
            public boolean holds(MemberFact fact) {
                return facts.contains(fact);
            }
        };
    }

    private static Set<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).collect(java.util.stream.Collectors.toSet());
    }

    private static Set<String> removed(TakeOver.Plan plan) {
        List<String> keys = new ArrayList<>();
        for (Operation operation : plan.operations()) {
            if (operation instanceof Operation.Remove(String key)) {
                keys.add(key);
            }
        }
        return Set.copyOf(keys);
    }
}
