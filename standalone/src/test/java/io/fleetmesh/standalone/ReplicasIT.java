package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.oracle.WatchingAgent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two replicas of the store behind one address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasIT {
    private static final String CACHE = "cilium/cache/";
    private static final String STORE = "mesh-store";
    private static final int SECOND_STORE = 23_075;
    /** By which Kafka knows the second replica. */
    private static final String SECOND = "second-store";
    /** Less than one answer with a record makes in the ten seconds over which Kafka counts. */
    private static final double BYTES_PER_SECOND = 40;

    private static final int CHANGES = 30;

    private Fleet fleet;
    private Shop east;
    private Load load;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        fleet = Fleet.start(Path.of("target/it/replicas"), 23_000);
        east = fleet.shop("east");
        load = new Load(fleet);
        var _ = fleet.startSecond(
                STORE,
                23_070,
                "fleetmesh.store.port=" + SECOND_STORE,
                "fleetmesh.kafka.properties.client.id=" + SECOND,
                "fleetmesh.store.siblings=" + fleet.http(STORE));
        await("the second replica serves")
                .atMost(Fleet.PATIENCE)
                .ignoreExceptions()
                .until(() -> clusterId(SECOND_STORE), _ -> true);
    }

    @AfterAll
    void stop() throws IOException {
        load.close();
        fleet.close();
    }

    @Test
    void aReplicaThatIsBehindTakesNoNewConnectionAndKeepsThoseThatItHas()
            throws IOException, InterruptedException, ExecutionException {
        String second = endpoint(SECOND_STORE);
        StoreClient early = fleet.store("west", second);
        List<String> events = early.watch(CACHE);
        int behind = said("behind=behind the replica");
        int none = said("behind=none");

        secondReadsAtMost(Optional.of(BYTES_PER_SECOND));
        east.create("while-behind", 1, Map.of(Shop.GLOBAL, "true"));
        await().atMost(Fleet.PATIENCE).until(() -> said("behind=behind the replica") > behind);
        try (StoreClient late = fleet.store("west", second)) {
            assertThat(late.refuses(CACHE)).isTrue();
        }
        assertThat(early.get(CACHE)).isNotEmpty().doesNotContainKey(east.key("while-behind"));

        secondReadsAtMost(Optional.empty());
        await().atMost(Fleet.PATIENCE).until(() -> said("behind=none") > none);
        try (StoreClient late = fleet.store("west", second)) {
            east.awaitBackends(late, "while-behind", Optional.of(1));
        }
        await().atMost(Fleet.PATIENCE).until(() -> events.contains("PUT " + east.key("while-behind")));
        assertThat(events).allMatch(event -> event.startsWith("PUT"));
        early.close();
    }

    /** Kafka lets it wait after each answer: it is behind in earnest, and its connections stay. Without a limit, no more. */
    private void secondReadsAtMost(Optional<Double> bytesPerSecond) throws InterruptedException, ExecutionException {
        ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, SECOND));
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", fleet.runFile().kafka()))) {
            var _ = admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            client,
                            List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond.orElse(null))))))
                    .all()
                    .get();
        }
    }

    @Test
    void anAgentThatMovesToTheOtherReplicaListsAnewAndLosesNothing() throws IOException, InterruptedException {
        // By this an agent of Cilium knows that it must list anew.
        assertThat(clusterId(firstStore())).isNotEqualTo(clusterId(SECOND_STORE));
        try (Relay address = new Relay(List.of(firstStore(), SECOND_STORE));
                WatchingAgent agent = load.watch("west", address.endpoint())) {
            load.awaitTheTruth();
            int lists = agent.lists();

            fleet.killProcess(STORE);
            load.change(CHANGES);

            await().atMost(Fleet.PATIENCE).until(() -> agent.lists() > lists);
            load.awaitTheTruth();
        } finally {
            fleet.startProcess(STORE);
        }
    }

    private int said(String text) throws IOException {
        return fleet.log(STORE + "-2").split(Pattern.quote(text), -1).length - 1;
    }

    private long clusterId(int port) throws IOException {
        try (StoreClient west = fleet.store("west", endpoint(port))) {
            return west.range(east.prefix()).getHeader().getClusterId();
        }
    }

    private static String endpoint(int port) {
        return "https://127.0.0.1:" + port;
    }

    private int firstStore() {
        return URI.create(fleet.member("west").meshStore()).getPort();
    }
}
