package io.fleetmesh.meshstore.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Turns turns = new Turns(1);
    private final List<String> had = new CopyOnWriteArrayList<>();

    /** It keeps its turn. */
    private Thread lineUp(String cluster, int number) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                turns.begin(cluster, false);
                had.add(cluster + number);
            } catch (InterruptedException _) {
                had.add(cluster + number + " left");
            }
        });
        await().atMost(PATIENCE).until(() -> turns.waiting() == number);
        return thread;
    }

    @Test
    void oneClustersManyDoNotHoldUpAnothersOne() throws InterruptedException {
        turns.begin("west", false);
        for (int i = 1; i <= 20; i++) {
            lineUp("west", i);
        }
        lineUp("east", 21);

        turns.end();
        await().atMost(PATIENCE).until(() -> had.size() == 1);
        turns.end();
        await().atMost(PATIENCE).until(() -> had.size() == 2);

        assertEquals(List.of("west1", "east21"), had);
        assertEquals(19, turns.waiting());
    }

    @Test
    void whoIsInterruptedTakesNoTurnAway() throws InterruptedException {
        turns.begin("west", false);
        Thread first = lineUp("west", 1);
        lineUp("west", 2);

        first.interrupt();
        first.join();
        turns.end();

        await().atMost(PATIENCE).until(() -> had.equals(List.of("west1 left", "west2")));
        turns.end();
        turns.begin("west", false);
    }
}
