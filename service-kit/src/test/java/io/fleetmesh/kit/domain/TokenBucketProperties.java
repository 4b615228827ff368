package io.fleetmesh.kit.domain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TokenBucketProperties {
    private static final long SECOND = 1_000_000_000L;

    @Property
    void whatComesMoreSlowlyThanTheRateNeverWaits(
            @ForAll @IntRange(min = 1, max = 1_000) int rate,
            @ForAll @IntRange(min = 1, max = 100) int burst,
            @ForAll @LongRange(min = 0, max = SECOND) long longer) {
        TokenBucket tokens = new TokenBucket(rate, burst, 0);
        long now = 0;
        for (int i = 0; i < 500; i++) {
            now += SECOND / rate + 1 + longer;
            assertTrue(tokens.take(now));
        }
    }

    @Property
    void whatComesAtOnceWaitsFromTheBurstOn(
            @ForAll @IntRange(min = 1, max = 1_000) int rate, @ForAll @IntRange(min = 1, max = 100) int burst) {
        TokenBucket tokens = new TokenBucket(rate, burst, 0);
        for (int i = 0; i < burst; i++) {
            assertTrue(tokens.take(0));
        }
        assertFalse(tokens.take(0));
    }

    @Property
    void aPartitionThatStaysBusyIsNotLetThrough(
            @ForAll @IntRange(min = 1, max = 1_000) int rate, @ForAll @IntRange(min = 1, max = 100) int burst) {
        TokenBucket tokens = new TokenBucket(rate, burst, 0);
        long now = 0;
        for (int i = 0; i < burst * 3; i++) {
            now += SECOND / rate / 2;
            var _ = tokens.take(now);
        }
        for (int i = 0; i < 500; i++) {
            now += SECOND / rate / 2;
            assertFalse(tokens.take(now));
        }
    }

    @Property
    void afterARestItIsQuietAgain(
            @ForAll @IntRange(min = 1, max = 1_000) int rate, @ForAll @IntRange(min = 1, max = 100) int burst) {
        TokenBucket tokens = new TokenBucket(rate, burst, 0);
        for (int i = 0; i < burst * 5; i++) {
            var _ = tokens.take(0);
        }
        assertTrue(tokens.take(SECOND / rate + 1));
    }
}
