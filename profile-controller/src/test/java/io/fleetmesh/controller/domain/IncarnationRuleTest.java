package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Incarnation;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IncarnationRuleTest {
    private static final Optional<Incarnation> NONE = Optional.empty();
    private static final Optional<String> NOTHING_SAID = Optional.empty();

    @Test
    void aNewLogIsBegun() {
        assertEquals(next("fresh", 1), decide(NONE, NONE, NOTHING_SAID));
    }

    @Test
    void theLogRememberedGoesOn() {
        assertEquals(next("a", 8, "z"), decide(log("a", 7, "z"), log("a", 7, "z"), NOTHING_SAID));
        assertEquals(next("a", 9), decide(log("a", 8), log("a", 7), NOTHING_SAID));
    }

    @Test
    void anEmptyLogAnotherOneAndAnOlderStateAreRefused() {
        assertRefused("an empty log", NONE);
        assertRefused("another log", log("b", 9));
        assertRefused("an older state", log("a", 3));
    }

    @Test
    void whatTheOperatorGivesUpIsReplaced() {
        Optional<String> accepted = Optional.of("a");
        assertEquals(next("fresh", 8, "a"), decide(NONE, log("a", 7), accepted));
        assertEquals(next("fresh", 8, "a"), decide(log("a", 3), log("a", 7), accepted));
        assertEquals(next("fresh", 8, "a", "b", "y"), decide(log("b", 2, "y"), log("a", 7), accepted));
        assertEquals(next("fresh", 8, "a", "z"), decide(NONE, log("a", 7, "z"), accepted));
    }

    @Test
    void anOlderWordGivesUpNothingElse() {
        Optional<String> older = Optional.of("z");
        for (Optional<Incarnation> found : List.of(NONE, log("b", 9), log("a", 3))) {
            assertInstanceOf(IncarnationRule.Refused.class, decide(found, log("a", 7, "z"), older));
        }
    }

    @Test
    void aControllerThatRemembersNothingDoesAsItIsTold() {
        assertEquals(next("fresh", 4, "a", "b"), decide(log("b", 3), NONE, Optional.of("a")));
        assertEquals(next("fresh", 4, "a"), decide(log("a", 3), NONE, Optional.of("a")));
    }

    @Test
    void theSameWordSaidAgainChangesNothing() {
        assertEquals(next("b", 9, "a"), decide(log("b", 8, "a"), log("b", 8, "a"), Optional.of("a")));
    }

    @Test
    void theListOfReplacedLogsIsBounded() {
        String[] many = IntStream.range(0, 40).mapToObj(Integer::toString).toArray(String[]::new);
        IncarnationRule.Next next =
                assertInstanceOf(IncarnationRule.Next.class, decide(log("b", 1, many), NONE, Optional.of("a")));
        assertEquals(
                IncarnationRule.MOST_REPLACED, next.incarnation().replaces().size());
        assertEquals(List.of("a", "b", "0"), next.incarnation().replaces().subList(0, 3));
    }

    private static void assertRefused(String why, Optional<Incarnation> found) {
        IncarnationRule.Refused refused =
                assertInstanceOf(IncarnationRule.Refused.class, decide(found, log("a", 7), NOTHING_SAID));
        assertTrue(refused.reason().startsWith(why), refused.reason());
        assertTrue(refused.reason().contains("fleetmesh.log.accept=a"), refused.reason());
    }

    private static IncarnationRule decide(
            Optional<Incarnation> found, Optional<Incarnation> remembered, Optional<String> accepted) {
        return IncarnationRule.decide(found, remembered, accepted, "fresh");
    }

    private static Optional<Incarnation> log(String id, long epoch, String... replaces) {
        return Optional.of(new Incarnation(id, epoch, List.of(replaces)));
    }

    private static IncarnationRule next(String id, long epoch, String... replaces) {
        return new IncarnationRule.Next(new Incarnation(id, epoch, List.of(replaces)));
    }
}
