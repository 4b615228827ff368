package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Wave;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrategyRulesTest extends Declaring {
    private static Wave wave(String name, Optional<LabelSelector> members, Optional<Integer> count) {
        return new Wave(name, members, count, Optional.empty(), Optional.empty());
    }

    @Test
    void aStrategyMakesSenseByItselfOrAllThatDoesNotIsSaid() {
        assertInstanceOf(
                Written.class,
                put(intent(
                        "good",
                        Map.of(),
                        strategy(
                                Optional.of(wave("first", Optional.empty(), Optional.of(1))),
                                List.of(wave("rest", Optional.of(EVERYBODY), Optional.empty())),
                                "first"))));
        assertEquals(
                List.of(
                        "RolloutStrategy/bad: spec.canary: expected exactly one of memberSelector, count and percent, found 0 of them",
                        "RolloutStrategy/bad: spec.waves[0]: expected exactly one of memberSelector, count and percent, found 2 of them",
                        "RolloutStrategy/bad: spec.waves: expected each name once, found first twice",
                        "RolloutStrategy/bad: spec.pausePoints[0]: expected the name of a wave: first, found last"),
                refusal(
                        Reason.INVALID,
                        put(intent(
                                "bad",
                                Map.of(),
                                strategy(
                                        Optional.of(wave("first", Optional.empty(), Optional.empty())),
                                        List.of(wave("first", Optional.of(EVERYBODY), Optional.of(1))),
                                        "last")))));
        assertEquals(
                List.of("RolloutStrategy/bad: spec.pausePoints[0]: expected nothing, for there is no wave, found last"),
                refusal(Reason.INVALID, put(intent("bad", Map.of(), strategy(Optional.empty(), List.of(), "last")))));
    }
}
