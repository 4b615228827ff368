package io.fleetmesh.watcher.domain;

import java.time.Duration;
import java.time.Instant;

/** How far another machine's clock is from ours, by the {@code Date} of an answer. */
public final class ClockSkew {
    /** Of a {@code Date}, which has whole seconds: the clock was anywhere within the one that it names. */
    private static final Duration HALF = Duration.ofMillis(500);

    private ClockSkew() {}

    /**
     * By how many seconds it is ahead of ours, negative if behind, rounded; wrong by half a second and half of the time that
     * the answer took, at most.
     *
     * @param date that the answer has
     * @param sent when it was asked for, by our clock
     * @param received when it was there, by our clock
     */
    public static int seconds(Instant date, Instant sent, Instant received) {
        Instant ours = sent.plus(Duration.between(sent, received).dividedBy(2));
        double ahead = Duration.between(ours, date.plus(HALF)).toMillis() / 1000.0;
        return Math.clamp(Math.round(ahead), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
