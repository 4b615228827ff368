package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.service.Bus;
import java.util.Optional;

/**
 * Says on topic {@code log} which log it is, with a higher epoch now and then, as long as the claim is the same. On the
 * reader's thread.
 */
final class LogKeeper {
    private final Bus bus;
    private final Claims claims;
    private final LogMemory memory;
    private final Runnable whenTaken;

    /** @param whenTaken told on the reader's thread each time that Kafka has taken what was written */
    LogKeeper(Bus bus, Claims claims, LogMemory memory, Runnable whenTaken) {
        this.bus = bus;
        this.claims = claims;
        this.memory = memory;
        this.whenTaken = whenTaken;
    }

    /** What stands in the log, if it is owned. */
    Optional<Incarnation> found() {
        return claims.of(Topic.log())
                .map(log -> log.records().get(Incarnation.KEY))
                .filter(Incarnation.class::isInstance)
                .map(Incarnation.class::cast);
    }

    void write(Incarnation next) {
        claims.of(Topic.log()).ifPresent(log -> {
            log.put(next, Actors.SELF, (_, failure) -> {
                if (failure == null) {
                    bus.reader().execute(whenTaken);
                }
            });
            memory.remember(next);
            bus.reader().executeAfter(Incarnation.TICK, () -> tick(log));
        });
    }

    private void tick(OwnedPartition log) {
        if (claims.has(log) && log.owned()) {
            found().ifPresent(now -> write(new Incarnation(now.id(), now.epoch() + 1, now.replaces())));
        }
    }
}
