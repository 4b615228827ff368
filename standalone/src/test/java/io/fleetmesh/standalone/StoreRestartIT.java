package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.meshstore.snapshot.PartitionState;
import io.fleetmesh.meshstore.snapshot.Snapshot;
import io.fleetmesh.meshstore.snapshot.SnapshotDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A store that starts while Kafka is away: from its snapshot, or not at all; never with less than it had shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreRestartIT {
    private static final String CACHE = "cilium/cache/services/v1/";
    private static final String STORE = "mesh-store";
    private static final List<String> STEADY = List.of("one", "two", "three");

    private Fleet fleet;
    private Shop east;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/store-restart"), 25_000);
        east = fleet.shop("east");
        // Each test starts the store anew, and it reads this then.
        Files.writeString(
                fleet.home().resolve("run/fleetmesh.properties"),
                "fleetmesh.store.snapshot.served-up-to=10m\n",
                StandardOpenOption.APPEND);
        for (String service : STEADY) {
            east.create(service, 1, Map.of(Shop.GLOBAL, "true"));
        }
    }

    @AfterAll
    void stop() throws IOException {
        fleet.close();
    }

    @BeforeEach
    void snapshotHasAll() {
        await().atMost(Fleet.PATIENCE).until(() -> fleet.ready(STORE));
        await().atMost(Fleet.PATIENCE)
                .ignoreExceptions()
                .until(() -> services(snapshots().read().orElseThrow()).containsAll(STEADY));
    }

    @AfterEach
    void kafkaRuns() throws IOException {
        if (!fleet.isRunning("kafka")) {
            fleet.startProcess("kafka");
        }
    }

    private Path directory() {
        return fleet.home().resolve("data/state/mesh-store/snapshot");
    }

    private SnapshotDirectory snapshots() {
        return new SnapshotDirectory(directory());
    }

    private static List<String> services(Snapshot snapshot) {
        PartitionState state =
                snapshot.partitions().get(Topic.mesh("default", "east").name());
        return state.records().stream()
                .filter(ServiceRecord.class::isInstance)
                .map(record -> ((ServiceRecord) record).name())
                .toList();
    }

    @Test
    void itServesItsSnapshotWrittenUnderLoadAndGoesOnFromThere() throws IOException {
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = Thread.ofVirtual().start(() -> {
            for (int i = 0; !enough.get(); i++) {
                east.annotate(STEADY.get(i % STEADY.size()), "load", Integer.toString(i));
            }
        });
        Instant begun = Instant.now();
        await().atMost(Fleet.PATIENCE)
                .ignoreExceptions()
                .until(() -> snapshots().read().orElseThrow().asOf().isAfter(begun));
        fleet.killProcess(STORE);
        fleet.killProcess("kafka");
        enough.set(true);
        await().until(() -> !load.isAlive());

        fleet.startProcess(STORE);
        StoreClient west = fleet.store("west");
        Map<String, String> first = firstAnswer(west);
        assertThat(first.keySet()).containsAll(STEADY.stream().map(east::key).toList());
        assertThat(fleet.details(STORE).get(STORE + ".snapshot")).startsWith("served, as of");
        assertThat(fleet.ready(STORE)).isTrue();

        List<String> events = west.watch(CACHE);
        fleet.startProcess("kafka");
        east.scale("two", 4);
        east.awaitBackends(west, "two", Optional.of(4));
        assertThat(events).allMatch(event -> event.startsWith("PUT"));
        assertThat(fleet.details(STORE)).doesNotContainKey(STORE + ".snapshot");
        west.close();
    }

    @Test
    void withoutASnapshotItRefuses() throws IOException {
        fleet.killProcess(STORE);
        fleet.killProcess("kafka");
        delete();
        refusesUntilKafkaIsBack("no snapshot");
    }

    @Test
    void aTornSnapshotIsNoSnapshot() throws IOException {
        fleet.killProcess(STORE);
        fleet.killProcess("kafka");
        Path file = directory().resolve(Topic.mesh("default", "east").name() + ".partition");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        refusesUntilKafkaIsBack("Snapshot refused");
    }

    @Test
    void aSnapshotThatIsTooOldIsNotServed() throws IOException {
        fleet.killProcess(STORE);
        fleet.killProcess("kafka");
        Snapshot kept = snapshots().read().orElseThrow();
        snapshots().conclude(kept.log(), kept.asOf().minusSeconds(3600), positions(kept));
        refusesUntilKafkaIsBack("Snapshot not served");
    }

    @Test
    void aSnapshotOfAnotherLogIsNotUsed() throws IOException {
        fleet.killProcess(STORE);
        Snapshot kept = snapshots().read().orElseThrow();
        snapshots().conclude(new Snapshot.Log(kept.log().clusterId(), "another"), kept.asOf(), positions(kept));
        int before = said("Snapshot not used");
        fleet.startProcess(STORE);
        StoreClient west = fleet.store("west");
        assertThat(firstAnswer(west).keySet())
                .containsAll(STEADY.stream().map(east::key).toList());
        assertThat(said("Snapshot not used")).isEqualTo(before + 1);
        west.close();
    }

    private static Map<String, Long> positions(Snapshot kept) {
        return kept.partitions().values().stream()
                .collect(Collectors.toMap(PartitionState::topic, PartitionState::next));
    }

    private void refusesUntilKafkaIsBack(String why) throws IOException {
        int before = said(why);
        fleet.startProcess(STORE);
        await().atMost(Fleet.PATIENCE)
                .until(() -> fleet.details(STORE)
                        .getOrDefault(STORE + ".endpoint", "")
                        .startsWith("127.0.0.1"));
        if (!why.equals("no snapshot")) {
            await().atMost(Fleet.PATIENCE).until(() -> said(why) == before + 1);
        }
        try (StoreClient west = fleet.store("west")) {
            assertThat(west.refuses(CACHE)).isTrue();
        }
        assertThat(fleet.ready(STORE)).isFalse();
        fleet.startProcess("kafka");
        try (StoreClient west = fleet.store("west")) {
            assertThat(firstAnswer(west).keySet())
                    .containsAll(STEADY.stream().map(east::key).toList());
        }
    }

    private int said(String text) throws IOException {
        return fleet.log(STORE).split(java.util.regex.Pattern.quote(text), -1).length - 1;
    }

    private static Map<String, String> firstAnswer(StoreClient client) {
        return await().atMost(Fleet.PATIENCE).ignoreExceptions().until(() -> client.get(CACHE), answer -> true);
    }

    private void delete() throws IOException {
        try (var files = Files.list(directory())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
