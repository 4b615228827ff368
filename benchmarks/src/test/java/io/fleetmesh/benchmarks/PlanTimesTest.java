package io.fleetmesh.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlanTimesTest {
    private static final Duration AIM = Duration.ofSeconds(2);

    private static PlanTimes times(String what, long... millis) {
        return new PlanTimes(
                what, LongStream.of(millis).mapToObj(Duration::ofMillis).toList());
    }

    @Test
    void theFirstAndTheLongestCountAsMuchAsTheMedian() {
        PlanTimes times = times("all join", 1_999, 100, 2_000, 300, 200);

        assertEquals(Duration.ofMillis(1_999), times.first());
        assertEquals(Duration.ofMillis(300), times.median());
        assertEquals(Duration.ofSeconds(2), times.longest());
        assertTrue(times.within(AIM));
        assertFalse(times("all join", 2_001, 100, 100).within(AIM));
    }

    @Test
    void aMissIsSaidWithWhatMissed() {
        assertEquals(
                "aim, 2,000 ms for each request: met, the longest took 700 ms",
                PlanTimes.verdict(List.of(times("all join", 700, 100), times("one joins", 300)), AIM));
        assertEquals(
                "aim, 2,000 ms for each request: MISSED by one joins: 2,500 ms",
                PlanTimes.verdict(List.of(times("all join", 700, 100), times("one joins", 300, 2_500)), AIM));
    }
}
