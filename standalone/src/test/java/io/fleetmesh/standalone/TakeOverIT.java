package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Watchers and aggregators that die, return and take over from each other, beside a client that must not see any of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeOverIT {
    private static final String WATCHER = "member-watcher";
    private static final String VOIDED = "fleetmesh_records_voided_total";
    private static final String REPAIRED = "fleetmesh_records_repaired_total";
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

    /** Who shares members out, what it writes of the east, and where a second one has its HTTP. */
    enum Owner {
        WATCHER(TakeOverIT.WATCHER, Topic.facts("east").name(), 27_070),
        AGGREGATOR("endpoint-aggregator", Topic.mesh("default", "east").name(), 27_071);

        private final String process;
        private final String topic;
        private final int port;

        Owner(String process, String topic, int port) {
            this.process = process;
            this.topic = topic;
            this.port = port;
        }

        String partition() {
            return "partition=" + topic + "-0";
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoeverSleptThroughItsReplacementChangesNothing(Owner owner) throws IOException {
        String service = "sleepy-" + owner.process;
        east.create(service, 1, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, service, Optional.of(1));
        List<String> events = west.watch("cilium/cache/services/v1/");
        ProcessHandle zombie = fleet.process(owner.process);
        fleet.signal(zombie, "STOP");
        ProcessHandle second = fleet.startSecond(owner.process, owner.port);
        await().atMost(Fleet.PATIENCE)
                .until(() -> fleet.log(owner.process + "-2").contains("Owned " + owner.partition()));

        // It may notice before it writes anything; what it might have written is written here.
        try (Log log = fleet.log()) {
            log.deleteByFirstClaim(owner.topic, "service/" + Shop.NAMESPACE + "/" + service);
        }
        await("the record is void").atMost(Fleet.PATIENCE).until(() -> counted(owner, VOIDED) > 0);
        await("and written over").atMost(Fleet.PATIENCE).until(() -> counted(owner, REPAIRED) > 0);

        // Each change waits in what the sleeper reads, and is outdated when it wakes.
        for (int replicas = 2; replicas <= 6; replicas++) {
            east.scale(service, replicas);
        }
        east.awaitBackends(west, service, Optional.of(6));
        fleet.signal(zombie, "CONT");
        // By the Claim in the log, or by the group before it has read that.
        await("the sleeper notices").atMost(Fleet.PATIENCE).until(() -> {
            String log = fleet.log(owner.process);
            return log.contains("Deposed " + owner.partition()) || log.contains("Shards lost");
        });
        east.scale(service, 3);
        east.awaitBackends(west, service, Optional.of(3));

        second.destroy();
        awaitEnd(second);
        east.scale(service, 2);
        east.awaitBackends(west, service, Optional.of(2));
        assertThat(deletes(events)).isEmpty();
    }

    /** By the second one, of what stands in the topic of the east. */
    private double counted(Owner owner, String metric) throws IOException {
        return fleet.metricAt("http://127.0.0.1:" + owner.port, metric, "topic=\"" + owner.topic + "\"");
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
