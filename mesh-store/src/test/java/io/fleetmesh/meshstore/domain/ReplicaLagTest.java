package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicaLagTest {
    private final ReplicaLag own = new ReplicaLag("log", Map.of("views", 5L, "east", 9L));

    @Test
    void whoHasAppliedAsMuchIsNotBehind() {
        assertEquals(Optional.empty(), own.behind(new ReplicaLag("log", Map.of("views", 5L, "east", 7L))));
    }

    @Test
    void whoHasAppliedLessIs() {
        assertEquals(Optional.of("east"), own.behind(new ReplicaLag("log", Map.of("views", 5L, "east", 10L))));
    }

    @Test
    void whatOneOfThemDoesNotReadDoesNotCount() {
        assertEquals(Optional.empty(), own.behind(new ReplicaLag("log", Map.of("west", 100L))));
    }

    @Test
    void offsetsOfAnotherLogDoNotCount() {
        assertEquals(Optional.empty(), own.behind(new ReplicaLag("other", Map.of("east", 100L))));
    }
}
