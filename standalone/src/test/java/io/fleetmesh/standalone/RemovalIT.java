package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A member is removed by an operator's word, and joins again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemovalIT {
    private static final String STORE = "mesh-store";
    private static final String CONTROLLER = "profile-controller";
    private static final String CONFIG = "cilium/cluster-config/north";
    private static final String CANARIES = "cilium/synced/north/";
    private static final String CACHE = "cilium/cache/";
    private static final String IPS = CACHE + "ip/v1/north/";
    private static final String IDENTITIES = CACHE + "identities/v1/north/";

    private Fleet fleet;
    private Shop north;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/removal"), 24_000);
        north = fleet.shop("north");
        north.create("here", 2, Map.of(Shop.GLOBAL, "true"));
    }

    @AfterAll
    void stop() throws IOException {
        fleet.close();
    }

    private void restart(String process, Map<String, String> environment) throws IOException {
        fleet.stopProcess(process);
        fleet.startProcess(process, environment);
    }

    /** The west as it sees the north complete, by a store of a given grace period. */
    private StoreClient west(String grace) throws IOException {
        restart(STORE, Map.of("FLEETMESH_STORE_REMOVAL_GRACE", grace));
        StoreClient west = fleet.store("west");
        await().atMost(Fleet.PATIENCE)
                .ignoreExceptions()
                .until(() -> west.get(CANARIES), canaries -> canaries.containsKey(CANARIES + CACHE + "services/v1"));
        north.awaitBackends(west, "here", Optional.of(2));
        return west;
    }

    private void remove() throws IOException {
        restart(CONTROLLER, Map.of("FLEETMESH_PROFILE_REMOVED", "north"));
    }

    private void joinAgain() throws IOException {
        restart(CONTROLLER, Map.of());
    }

    private static List<String> deletes(List<String> events, String prefix) {
        return events.stream()
                .filter(event -> event.startsWith("DELETE " + prefix))
                .toList();
    }

    @Test
    void whatARemovedMemberGaveGoesInKvStoreMeshsOrderAndComesBackWhenItJoinsAgain() throws IOException {
        try (StoreClient west = west("1s")) {
            Map<String, String> before = west.get(CACHE);
            List<String> events = west.watch("cilium/");
            assertThat(west.get(IPS)).isNotEmpty();

            remove();

            await().atMost(Fleet.PATIENCE)
                    .until(() -> west.get(CACHE).keySet().stream().noneMatch(key -> key.contains("/north/")));
            await().atMost(Fleet.PATIENCE)
                    .until(() -> !deletes(events, IDENTITIES).isEmpty());
            int config = events.indexOf("DELETE " + CONFIG);
            int lastCanary = events.lastIndexOf(deletes(events, CANARIES).getLast());
            int firstData = events.indexOf(deletes(events, CACHE).getFirst());
            assertThat(config)
                    .isNotNegative()
                    .isLessThan(events.indexOf(deletes(events, CANARIES).getFirst()));
            assertThat(lastCanary).isLessThan(firstData);
            assertThat(events.lastIndexOf(deletes(events, IPS).getLast()))
                    .isLessThan(events.indexOf(deletes(events, IDENTITIES).getFirst()));
            assertThat(deletes(events, "")).allMatch(event -> event.contains("/north"));
            try (StoreClient own = fleet.store("north")) {
                assertThat(own.refuses(CACHE)).isTrue();
            }

            joinAgain();

            await().atMost(Fleet.PATIENCE).until(() -> west.get(CACHE), before::equals);
            try (StoreClient own = fleet.store("north")) {
                await().atMost(Fleet.PATIENCE)
                        .ignoreExceptions()
                        .until(() -> !own.get(CACHE).isEmpty());
            }
        }
    }

    @Test
    void aPeerThatVanishesFromKafkaStaysAsItWasUntilItIsThereAgain()
            throws IOException, InterruptedException, ExecutionException {
        Shop east = fleet.shop("east");
        try (StoreClient west = west("1s");
                Log log = fleet.log()) {
            Map<String, String> before = west.get(CACHE);
            List<String> events = west.watch("cilium/");

            log.delete("fleetmesh.facts.north", "fleetmesh.mesh.default.north");

            await().atMost(Fleet.PATIENCE)
                    .until(() -> fleet.log(STORE).contains("cause=topic fleetmesh.mesh.default.north was deleted"));
            east.create("meanwhile", 1, Map.of(Shop.GLOBAL, "true"));
            east.awaitBackends(west, "meanwhile", Optional.of(1));
            assertThat(deletes(events, "")).isEmpty();
            assertThat(west.get(CACHE)).containsAllEntriesOf(before);

            // The topics are made by the first, filled by the others, which had lost what they were at.
            for (String process : List.of(CONTROLLER, "member-watcher", "endpoint-aggregator", STORE)) {
                restart(process, Map.of());
            }

            await().atMost(Fleet.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> west.get(CACHE), now -> now.entrySet().containsAll(before.entrySet()));
            north.create("again", 1, Map.of(Shop.GLOBAL, "true"));
            north.awaitBackends(west, "again", Optional.of(1));
            assertThat(deletes(events, CACHE)).isEmpty();
        }
    }

    @Test
    void whoJoinsAgainWithinTheGracePeriodLosesNothing() throws IOException {
        try (StoreClient west = west("3m")) {
            List<String> events = west.watch("cilium/");

            remove();
            await().atMost(Fleet.PATIENCE).until(() -> events.contains("DELETE " + CONFIG));
            joinAgain();
            await().atMost(Fleet.PATIENCE).until(() -> events.contains("PUT " + CONFIG));
            north.create("later", 1, Map.of(Shop.GLOBAL, "true"));

            north.awaitBackends(west, "later", Optional.of(1));
            assertThat(deletes(events, CACHE)).isEmpty();
        }
    }
}
