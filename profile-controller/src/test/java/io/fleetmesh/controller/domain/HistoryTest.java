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
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final LabelSelector PROD = new LabelSelector(Map.of("tier", "prod"), List.of());

    private static Intent strategy(String name, String tier, long version) {
        return Intent.of(
                ObjectMeta.named(name, Map.of("tier", tier)).at(Long.toString(version), 1),
                new RolloutStrategySpec(Optional.empty(), List.of(), 0, List.of(), 0, List.of()));
    }

    private static History<Intent> begin() {
        return History.begin(Map.of(), 10);
    }

    private static History<Intent> after(History<Intent> history, long at, IntentDecision... decisions) {
        History<Intent> then = history;
        for (int i = 0; i < decisions.length; i++) {
            then = decisions[i].after(then, at + i);
        }
        return then;
    }

    private static Predicate<Intent> selected(Kind kind, LabelSelector selector) {
        return intent -> intent.kind() == kind
                && Selection.matches(selector, intent.metadata().labels());
    }

    private static List<String> seen(History<Intent> history, long since, LabelSelector selector) {
        return history.since(since).orElseThrow().stream()
                .flatMap(change ->
                        WatchEvent.of(change, selected(Kind.ROLLOUT_STRATEGY, selector), Optional::of).stream()
                                .map(event -> event.type() + " "
                                        + event.object().metadata().name() + "@" + change.version()))
                .toList();
    }

    @Test
    void whoHasSeenAVersionLearnsWhatCameAfterIt() {
        History<Intent> history = after(
                begin(),
                11,
                new Written(strategy("a", "prod", 11), true),
                new Written(strategy("a", "test", 12), false),
                new Deleted(strategy("a", "test", 12)));

        assertEquals(13, history.version());
        assertEquals(Map.of(), history.now());
        LabelSelector all = new LabelSelector(Map.of(), List.of());
        assertEquals(List.of("ADDED a@11", "MODIFIED a@12", "DELETED a@13"), seen(history, 10, all));
        assertEquals(List.of("DELETED a@13"), seen(history, 12, all));
        assertEquals(List.of(), seen(history, 13, all));
    }

    @Test
    void whoWatchesSomeLearnsWhenAnObjectBecomesOneOfThemAndWhenItIsNoneAnyMore() {
        History<Intent> history = after(
                begin(),
                11,
                new Written(strategy("a", "test", 11), true),
                new Written(strategy("a", "prod", 12), false),
                new Written(strategy("a", "test", 13), false),
                new Deleted(strategy("a", "test", 13)));

        assertEquals(List.of("ADDED a@12", "DELETED a@13"), seen(history, 10, PROD));
        assertEquals(
                Optional.empty(),
                history.since(10).orElseThrow().stream()
                        .flatMap(change -> WatchEvent.of(change, selected(Kind.MEMBER, PROD), Optional::of).stream())
                        .findAny());
    }

    @Test
    void whatIsTooOldOrWasNeverGivenIsNotKnown() {
        History<Intent> history = begin();
        for (int i = 1; i <= History.KEPT + 5; i++) {
            history = after(history, 10 + i, new Written(strategy("a", "prod", 10 + i), i == 1));
        }

        assertTrue(history.since(14).isEmpty());
        assertEquals(History.KEPT, history.since(15).orElseThrow().size());
        assertTrue(history.since(history.version() + 1).isEmpty());
        assertTrue(begin().since(9).isEmpty());
    }

    @Test
    void fewerAreKeptWhereThatIsSaid() {
        History<String> history = History.begin(Map.of(), 10, 2);
        for (int i = 1; i <= 3; i++) {
            history = history.after("a", Optional.of("v" + i), 10 + i);
        }

        assertTrue(history.since(10).isEmpty());
        assertEquals(2, history.since(11).orElseThrow().size());
    }

    @Test
    void ofManyChangesAtOnceEachHasAVersionAndWhatChangesNothingHasNone() {
        History<String> history = History.begin(Map.of("a", "1", "b", "1"), 10)
                .after(new TreeMap<>(Map.of(
                        "a", Optional.of("2"),
                        "b", Optional.of("1"),
                        "c", Optional.of("1"),
                        "d", Optional.empty())));

        assertEquals(Map.of("a", "2", "b", "1", "c", "1"), history.now());
        assertEquals(12, history.version());
        assertEquals(
                List.of(
                        new History.Change<>(11, Optional.of("1"), Optional.of("2")),
                        new History.Change<>(12, Optional.empty(), Optional.of("1"))),
                history.since(10).orElseThrow());
    }

    @Test
    void whatSomebodyMayNotSeeIsNotThereForThem() {
        History<String> history = History.begin(Map.of("a", "seen"), 10)
                .after("b", Optional.of("hidden"), 11)
                .after("b", Optional.of("seen"), 12)
                .after("a", Optional.of("hidden"), 13);

        Function<String, Optional<String>> seen = value -> Optional.of(value).filter("seen"::equals);

        assertEquals(
                List.of("ADDED seen", "DELETED seen"),
                history.since(10).orElseThrow().stream()
                        .flatMap(change -> WatchEvent.of(change, _ -> true, seen).stream())
                        .map(event -> event.type() + " " + event.object())
                        .toList());
    }

    @Test
    void whoSeesOnlyAPartOfAnObjectIsNotToldWhenTheRestChanges() {
        History<String> history = History.begin(Map.of("a", "part 1"), 10)
                .after("a", Optional.of("part 2"), 11)
                .after("a", Optional.of("other 2"), 12);

        assertEquals(
                List.of("MODIFIED other"),
                history.since(10).orElseThrow().stream()
                        .flatMap(change ->
                                WatchEvent.of(change, _ -> true, all -> Optional.of(all.substring(0, all.indexOf(' '))))
                                        .stream())
                        .map(event -> event.type() + " " + event.object())
                        .toList());
    }
}
