package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Watchers that die, return and take over from each other, beside a client that must not see any of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeOverIT {
    private static final String WATCHER = "member-watcher";
    private static final String OWNS_EAST = "Owned partition=fleetmesh.facts.east-0";

    private Fleet fleet;
    private Shop east;
    private StoreClient west;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/take-over"), 27_000);
        east = fleet.shop("east");
        west = fleet.store("west");
    }

    @AfterAll
    void stop() throws IOException {
        fleet.close();
    }

    @Test
    void aWatcherKilledWhileItListsIsReplaced() throws IOException {
        east.create("old", 1, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, "old", Optional.of(1));
        List<String> events = west.watch("cilium/cache/services/v1/");
        fleet.killProcess(WATCHER);
        east.delete("old");
        east.create("new", 2, Map.of(Shop.GLOBAL, "true"));
        fleet.faults("east", "{\"slow\": 2000}");
        int before = occurrences(OWNS_EAST);

        fleet.startProcess(WATCHER);
        await().atMost(Fleet.PATIENCE).until(() -> occurrences(OWNS_EAST) > before);
        fleet.killProcess(WATCHER);
        fleet.faults("east", "{}");
        fleet.startProcess(WATCHER);

        east.awaitBackends(west, "new", Optional.of(2));
        east.awaitBackends(west, "old", Optional.empty());
        assertThat(deletes(events)).containsOnly("DELETE " + east.key("old"));
    }

    @Test
    void aWatcherThatSleptThroughItsReplacementChangesNothing() throws IOException {
        east.create("sleepy", 1, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, "sleepy", Optional.of(1));
        List<String> events = west.watch("cilium/cache/services/v1/");
        ProcessHandle zombie = fleet.process(WATCHER);
        fleet.signal(zombie, "STOP");
        ProcessHandle second = fleet.startSecond(WATCHER, 27_070);
        await().atMost(Fleet.PATIENCE).until(() -> fleet.log(WATCHER + "-2").contains(OWNS_EAST));

        // Each change waits in the sleeper's open watch, and is outdated when it wakes.
        for (int replicas = 2; replicas <= 6; replicas++) {
            east.scale("sleepy", replicas);
        }
        east.awaitBackends(west, "sleepy", Optional.of(6));
        fleet.signal(zombie, "CONT");
        await("the sleeper notices")
                .atMost(Fleet.PATIENCE)
                .until(() -> fleet.log(WATCHER).contains("Deposed partition=fleetmesh.facts.east-0"));
        east.scale("sleepy", 3);
        east.awaitBackends(west, "sleepy", Optional.of(3));

        second.destroy();
        awaitEnd(second);
        east.scale("sleepy", 2);
        east.awaitBackends(west, "sleepy", Optional.of(2));
        assertThat(deletes(events)).isEmpty();
    }

    private static void awaitEnd(ProcessHandle process) {
        await().atMost(Fleet.PATIENCE).until(() -> !process.isAlive());
    }

    private int occurrences(String text) throws IOException {
        return fleet.log(WATCHER).split(java.util.regex.Pattern.quote(text), -1).length - 1;
    }

    private static List<String> deletes(List<String> events) {
        return events.stream().filter(event -> event.startsWith("DELETE")).toList();
    }
}
