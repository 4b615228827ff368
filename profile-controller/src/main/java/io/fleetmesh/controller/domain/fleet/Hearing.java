package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.Incarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Since when Kafka is there without a break, by the signs that it gives: nobody is silent who could not be heard.
 *
 * @param since the first sign after the last break; absent before any
 * @param last the last one
 */
public record Hearing(Optional<Instant> since, Optional<Instant> last) {
    /** A sign is due every {@link Incarnation#TICK}; with so much more without one, Kafka is away. */
    private static final Duration LATE = Duration.ofSeconds(15);

    public static final Hearing NOTHING = new Hearing(Optional.empty(), Optional.empty());

    /** With a sign at {@code now}. */
    public Hearing sign(Instant now) {
        return new Hearing(isBroken(now) ? Optional.of(now) : since, Optional.of(now));
    }

    /** For how long it is there at {@code now}; zero if it is away. */
    public Duration of(Instant now) {
        return isBroken(now) ? Duration.ZERO : Duration.between(since.orElseThrow(), now);
    }

    private boolean isBroken(Instant now) {
        return last.map(sign -> sign.plus(Incarnation.TICK).plus(LATE).isBefore(now))
                .orElse(true);
    }
}
