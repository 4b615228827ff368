package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.meshstore.domain.Projection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a projection writes what it has noted: after something was read, and when what it holds back is due. On the reader's thread. */
final class Flushes {
    private final LogReader reader;
    private final Projection projection;
    private final Clock clock;
    private @Nullable Instant planned;
    private boolean asked;

    Flushes(LogReader reader, Projection projection, Clock clock) {
        this.reader = reader;
        this.projection = projection;
        this.clock = clock;
    }

    /** Once for all sources of which something was read at one time: a flush looks at each of them. */
    void soon() {
        if (!asked) {
            asked = true;
            reader.execute(() -> {
                asked = false;
                now();
            });
        }
    }

    /** At once, and again when the next service is due. */
    void now() {
        Instant now = clock.instant();
        projection.flush(now);
        Instant before = planned;
        projection
                .nextDue()
                .filter(due -> before == null || !before.isAfter(now) || due.isBefore(before))
                .ifPresent(due -> {
                    planned = due;
                    Duration pause = Duration.between(now, due);
                    reader.executeAfter(pause.isNegative() ? Duration.ZERO : pause, this::now);
                });
    }
}
