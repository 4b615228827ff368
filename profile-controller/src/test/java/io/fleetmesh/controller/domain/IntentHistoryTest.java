package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.controller.domain.IntentDecision.Deleted;
import io.fleetmesh.controller.domain.IntentDecision.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IntentHistoryTest {
    private static final LabelSelector PROD = new LabelSelector(Map.of("tier", "prod"), List.of());

    private static Intent strategy(String name, String tier, long version) {
        return Intent.of(
                ObjectMeta.named(name, Map.of("tier", tier)).at(Long.toString(version), 1),
                new RolloutStrategySpec(Optional.empty(), List.of(), 0, List.of(), 0, List.of()));
    }

    private static IntentHistory begin() {
        return IntentHistory.begin(new TreeMap<>(), 10);
    }

    private static List<String> seen(IntentHistory history, long since, LabelSelector selector) {
        return history.since(since).orElseThrow().stream()
                .flatMap(change -> WatchEvent.of(change, Kind.ROLLOUT_STRATEGY, selector).stream())
                .map(event -> event.type() + " " + event.object().metadata().name() + "@"
                        + event.object().metadata().resourceVersion().orElseThrow())
                .toList();
    }

    @Test
    void whoHasSeenAVersionLearnsWhatCameAfterIt() {
        IntentHistory history = begin().after(new Written(strategy("a", "prod", 11), true), 11)
                .after(new Written(strategy("a", "test", 12), false), 12)
                .after(new Deleted(strategy("a", "test", 12)), 13);

        assertEquals(13, history.version());
        assertEquals(Map.of(), history.now());
        LabelSelector all = new LabelSelector(Map.of(), List.of());
        assertEquals(List.of("ADDED a@11", "MODIFIED a@12", "DELETED a@13"), seen(history, 10, all));
        assertEquals(List.of("DELETED a@13"), seen(history, 12, all));
        assertEquals(List.of(), seen(history, 13, all));
    }

    @Test
    void whoWatchesSomeLearnsWhenAnObjectBecomesOneOfThemAndWhenItIsNoneAnyMore() {
        IntentHistory history = begin().after(new Written(strategy("a", "test", 11), true), 11)
                .after(new Written(strategy("a", "prod", 12), false), 12)
                .after(new Written(strategy("a", "test", 13), false), 13)
                .after(new Deleted(strategy("a", "test", 13)), 14);

        assertEquals(List.of("ADDED a@12", "DELETED a@13"), seen(history, 10, PROD));
        assertEquals(
                Optional.empty(),
                history.since(10).orElseThrow().stream()
                        .flatMap(change -> WatchEvent.of(change, Kind.MEMBER, PROD).stream())
                        .findAny());
    }

    @Test
    void whatIsTooOldOrWasNeverGivenIsNotKnown() {
        IntentHistory history = begin();
        for (int i = 1; i <= IntentHistory.KEPT + 5; i++) {
            history = history.after(new Written(strategy("a", "prod", 10 + i), i == 1), 10 + i);
        }

        assertTrue(history.since(14).isEmpty());
        assertEquals(IntentHistory.KEPT, history.since(15).orElseThrow().size());
        assertTrue(history.since(history.version() + 1).isEmpty());
        assertTrue(begin().since(9).isEmpty());
    }
}
