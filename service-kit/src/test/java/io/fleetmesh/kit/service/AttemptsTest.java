package io.fleetmesh.kit.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fleetmesh.kit.messaging.BusMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger tries = new AtomicInteger();
    private volatile @Nullable RuntimeException broken;
    private Attempts attempts = Attempts.of("nothing", new BusMeters(registry), () -> true);

    private void begin() {
        attempts = Attempts.of("do it", new BusMeters(registry), () -> {
            tries.incrementAndGet();
            RuntimeException failure = broken;
            if (failure != null) {
                throw failure;
            }
            return true;
        });
    }

    @AfterEach
    void close() {
        attempts.close();
    }

    private double counted() {
        return registry.find("fleetmesh_steps_failed").tag("step", "do it").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void whatNobodyHasForeseenIsToldCountedAndTriedAgainUntilItHeals() {
        broken = new IllegalStateException("a mistake");
        begin();

        await().until(() -> counted() >= 2);
        assertEquals(Optional.of("do it: java.lang.IllegalStateException: a mistake"), attempts.failure());
        assertFalse(attempts.done());

        broken = null;
        await().until(attempts::done);
        assertEquals(Optional.empty(), attempts.failure());
    }

    /** Kafka's own are ordinary, and no reason to be started anew. */
    @Test
    void whatIsKafkasIsTriedAgainAndNoFailure() {
        broken = new KafkaException("away");
        begin();

        await().until(() -> tries.get() >= 2);
        assertEquals(Optional.empty(), attempts.failure());
        assertEquals(0, counted());

        broken = new IllegalStateException("a mistake");
        await().until(() -> attempts.failure().isPresent());
        broken = new KafkaException("away again");
        await().until(() -> attempts.failure().isEmpty());
        assertFalse(attempts.done());
    }
}
