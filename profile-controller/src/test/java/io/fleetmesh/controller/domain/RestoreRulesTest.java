package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
                decide(
                        Optional.empty(),
                        List.of(),
                        strategy("a", "x", 9000),
                        FIVE,
                        new Member("east", "default", "east", 5),
                        strategy("b", "x", 8000)));
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
        assertEquals(
                List.of(strategy("b", "x", 101)),
                decide(newer, there, strategy("a", "x", 9), FIVE, strategy("b", "x", 9)));
    }

    @Test
    void whatStandsJustSoIsNotWrittenAgain() {
        assertEquals(
                List.of(),
                decide(Optional.empty(), List.of(strategy("a", "x", 50), FIVE), strategy("a", "x", 9), FIVE));
    }
}
