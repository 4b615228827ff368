package io.fleetmesh.meshstore.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Property
    void whoWaitsAsToldTakesNoMoreThanAllowed(
            @ForAll @IntRange(min = 10, max = 5_000) int perSecond, @ForAll @IntRange(max = 1_000) int idleMillis) {
        long begin = idleMillis * 1_000_000L;
        Pace pace = new Pace(perSecond, 0);
        long now = begin;
        int steps = 0;
        while (now < begin + SECOND) {
            pace.step(now);
            steps++;
            now += pace.pause(now);
        }

        assertTrue(steps >= perSecond, steps + " steps");
        // What was saved up, and what rounding the interval down adds.
        assertTrue(steps <= perSecond * 1.1 + 2, steps + " steps");
    }

    @Property
    void atAnEvenPaceNobodyWaits(@ForAll @IntRange(min = 1, max = 5_000) int perSecond) {
        Pace pace = new Pace(perSecond, 0);
        for (long now = 0; now < SECOND; now += SECOND / perSecond + 1) {
            assertEquals(0, pace.pause(now));
            pace.step(now);
        }
    }
}
