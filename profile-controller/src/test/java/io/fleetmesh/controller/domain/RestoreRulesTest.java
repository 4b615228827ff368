package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoreRulesTest {
    private static final Incarnation SAVED = new Incarnation("log-1", 7, List.of());
    private static final ClusterIdReservation FIVE = new ClusterIdReservation("default", 5, "east", "east");

    private static final Member EAST = new Member("east", "default", "east", 5);
    private static final Member WEST = new Member("west", "default", "west", 6);

    private static Intent strategy(String name, String tier, long version) {
        return Intent.of(
                ObjectMeta.named(name, Map.of("tier", tier)).at(Long.toString(version), 3),
                new RolloutStrategySpec(Optional.empty(), List.of(), 0, List.of(), 0, List.of()));
    }

    private static List<FleetRecord> decide(
            Optional<Incarnation> found, List<FleetRecord> there, FleetRecord... saved) {
        return RestoreRules.decide(new Backup(SAVED, List.of(saved)), found, there, 100);
    }

    @Test
    void anEmptyLogGetsAllButMembersAndVersionsOfItsOwn() {
        assertEquals(
                List.of(strategy("a", "x", 101), FIVE, strategy("b", "x", 102)),
                decide(Optional.empty(), List.of(), strategy("a", "x", 9000), FIVE, EAST, strategy("b", "x", 8000)));
    }

    @Test
    void whatIsNewerCountsAndTheBackupWhereThatCannotBeTold() {
        ClusterIdReservation other = new ClusterIdReservation("default", 5, "west", "west");
        List<FleetRecord> there = List.of(strategy("a", "y", 50), other);
        Optional<Incarnation> older = Optional.of(new Incarnation("log-1", 6, List.of()));
        Optional<Incarnation> newer = Optional.of(new Incarnation("log-1", 8, List.of()));
        Optional<Incarnation> foreign = Optional.of(new Incarnation("log-2", 8, List.of()));

        List<FleetRecord> all = List.of(strategy("a", "x", 101), FIVE);
        assertEquals(all, decide(older, there, strategy("a", "x", 9), FIVE));
        assertEquals(all, decide(foreign, there, strategy("a", "x", 9), FIVE));
        assertEquals(List.of(), decide(newer, there, strategy("a", "x", 9), FIVE));
    }

    /** Deleted since the backup was taken; a topic without anything was lost. */
    @Test
    void whatANewerLogLacksStaysDeletedUnlessTheWholeTopicIsGone() {
        Optional<Incarnation> newer = Optional.of(new Incarnation("log-1", 8, List.of()));
        Backup backup = new Backup(SAVED, List.of(EAST));

        assertEquals(List.of(FIVE), decide(newer, List.of(strategy("a", "y", 50)), strategy("b", "x", 9), FIVE));
        assertFalse(RestoreRules.admits(backup, newer, List.of(WEST)));
        assertTrue(RestoreRules.admits(backup, newer, List.of(FIVE)));
        assertTrue(RestoreRules.admits(backup, Optional.of(SAVED), List.of(WEST)));
    }

    private static Optional<String> refusal(Incarnation found, String given, FleetRecord... there) {
        return RestoreRules.refusal(
                new Backup(SAVED, List.of(EAST)),
                Optional.of(found),
                Optional.of(found),
                Optional.of(given).filter(id -> !id.isEmpty()),
                List.of(there));
    }

    @Test
    void aLogOfAnotherFleetThatIsInUseTakesNoBackupUnlessItIsNamed() {
        Incarnation other = new Incarnation("log-2", 8, List.of());

        String refused = refusal(other, "", WEST).orElseThrow();
        assertTrue(refused.contains("log-1 at epoch 7") && refused.contains("fleetmesh.log.accept=log-2"), refused);
        assertTrue(refusal(other, "log-1", WEST).isPresent());
        assertEquals(Optional.empty(), refusal(other, "log-2", WEST));
        assertEquals(Optional.empty(), refusal(other, "", strategy("a", "x", 5)));
        // A restore was broken off.
        assertEquals(Optional.empty(), refusal(other, "", EAST));
        assertEquals(Optional.empty(), refusal(SAVED, "", WEST));
        assertEquals(Optional.empty(), refusal(new Incarnation("log-3", 9, List.of("log-1")), "", WEST));
    }

    @Test
    void aLogThatIsNotTrustedIsAcceptedByTheBackupItself() {
        assertEquals(
                Optional.empty(),
                RestoreRules.refusal(
                        new Backup(SAVED, List.of()),
                        Optional.of(new Incarnation("log-2", 8, List.of())),
                        Optional.of(SAVED),
                        Optional.empty(),
                        List.of(WEST)));
    }

    @Test
    void theLogReplacesThatOfTheBackupToo() {
        assertEquals(
                new Incarnation("log-3", 9, List.of("log-1", "log-2")),
                RestoreRules.after(
                        new Incarnation("log-3", 9, List.of("log-2", "log-1")), new Backup(SAVED, List.of())));
    }

    @Test
    void whatStandsJustSoIsNotWrittenAgain() {
        assertEquals(
                List.of(),
                decide(Optional.empty(), List.of(strategy("a", "x", 50), FIVE), strategy("a", "x", 9), FIVE));
    }
}
