package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kafka is killed and stays away for a minute: three heartbeats, which come every 20 seconds whatever happens to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaAwayIT {
    private static final int HEARTBEATS = 3;
    private static final String STORE = "mesh-store";

    private Fleet fleet;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/kafka-away"), 21_000);
    }

    @AfterAll
    void stop() throws IOException {
        fleet.close();
    }

    /** What they began must not keep them: whoever stops a process kills it after half a minute, as a rule. */
    @Test
    void servicesThatWereStartedWhileKafkaIsAwayEndWhenTheyAreTold() throws IOException {
        List<String> services = fleet.runFile().services().stream()
                .map(RunFile.ServiceEntry::name)
                .toList();
        fleet.killProcess("kafka");
        for (String service : services) {
            fleet.restartProcess(service);
        }
        await().atMost(Fleet.PATIENCE)
                .until(() -> services.stream()
                        .noneMatch(service -> fleet.details(service).isEmpty()));
        List<ProcessHandle> ending = new ArrayList<>();
        for (String service : services) {
            ending.add(fleet.process(service));
        }

        ending.forEach(ProcessHandle::destroy);

        await().atMost(Duration.ofSeconds(30)).until(() -> ending.stream().noneMatch(ProcessHandle::isAlive));
        fleet.startProcess("kafka");
        for (String service : services) {
            fleet.startProcess(service);
        }
        await().atMost(Fleet.PATIENCE).until(() -> services.stream().allMatch(fleet::ready));
    }

    @Test
    void agentsKeepWhatTheyHaveAndGetTheRestLater() throws IOException {
        Shop east = fleet.shop("east");
        StoreClient west = fleet.store("west");
        east.create("steady", 2, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, "steady", Optional.of(2));
        Map<String, String> before = west.get("cilium/cache/");
        List<String> events = west.watch("cilium/cache/");
        List<String> heartbeats = west.watch("cilium/.heartbeat");
        await().atMost(Fleet.PATIENCE).until(() -> fleet.metric(STORE, "fleetmesh_store_watches") == 2);
        double lists = fleet.metric(STORE, "fleetmesh_store_ranges_total");
        double connections = fleet.metric(STORE, "fleetmesh_store_connections");

        fleet.killProcess("kafka");
        east.create("late", 1, Map.of(Shop.GLOBAL, "true"));
        await().atMost(Duration.ofMinutes(2)).until(() -> heartbeats.size() >= HEARTBEATS);
        assertThat(events).isEmpty();

        fleet.startProcess("kafka");
        await().atMost(Fleet.PATIENCE).until(() -> events.contains("PUT " + east.key("late")));
        // No storm of lists, and nobody was cut off: one who is would connect again and list.
        assertThat(fleet.metric(STORE, "fleetmesh_store_ranges_total")).isEqualTo(lists);
        assertThat(fleet.metric(STORE, "fleetmesh_store_connections")).isEqualTo(connections);
        assertThat(fleet.metric(STORE, "fleetmesh_store_watches")).isEqualTo(2);
        assertThat(west.get("cilium/cache/")).containsAllEntriesOf(before);
        east.awaitBackends(west, "late", Optional.of(1));
        // One write for the service, one more if its endpoints came after it, and its pod's identity and address.
        assertThat(events).filteredOn(event -> event.contains("/services/")).containsOnly("PUT " + east.key("late"));
        assertThat(events).allSatisfy(event -> {
            assertThat(event).startsWith("PUT ");
            assertThat(before).doesNotContainKey(event.substring("PUT ".length()));
        });
        west.close();
    }
}
