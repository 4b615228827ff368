package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.etcd.jetcd.kv.GetResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two replicas of the store behind one address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasIT {
    private static final String CACHE = "cilium/cache/";
    private static final String STORE = "mesh-store";
    private static final String APPLIED = "/store/applied";
    private static final int SECOND_STORE = 23_075;

    private final AtomicBoolean siblingIsAhead = new AtomicBoolean();
    private Fleet fleet;
    private Shop east;
    private HttpServer sibling;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/replicas"), 23_000);
        east = fleet.shop("east");
        sibling = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sibling.createContext(APPLIED, exchange -> {
            byte[] answer = asFarAsTheFirst();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        sibling.start();
        var _ = fleet.startSecond(
                STORE,
                23_070,
                "fleetmesh.store.port=" + SECOND_STORE,
                "fleetmesh.store.siblings=http://127.0.0.1:"
                        + sibling.getAddress().getPort());
    }

    @AfterAll
    void stop() throws IOException {
        sibling.stop(0);
        fleet.close();
    }

    /** What the first replica says, or a world that the second one has not reached yet. */
    private byte[] asFarAsTheFirst() {
        try (var applied = URI.create(fleet.http(STORE) + APPLIED).toURL().openStream()) {
            ObjectNode said = (ObjectNode) new ObjectMapper().readTree(applied);
            if (siblingIsAhead.get()) {
                ObjectNode positions = (ObjectNode) said.get("positions");
                positions.fieldNames().forEachRemaining(topic -> {
                    var _ = positions.put(topic, positions.get(topic).asLong() + 1);
                });
            }
            return said.toString().getBytes(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aReplicaThatIsBehindTakesNoNewConnectionAndKeepsThoseThatItHas() throws IOException {
        String second = "https://127.0.0.1:" + SECOND_STORE;
        StoreClient early = fleet.store("west", second);
        var _ = await().atMost(Fleet.PATIENCE).ignoreExceptions().until(() -> early.get(CACHE), answer -> true);

        siblingIsAhead.set(true);
        await().atMost(Fleet.PATIENCE).until(() -> fleet.log(STORE + "-2").contains("behind=behind the replica"));
        try (StoreClient late = fleet.store("west", second)) {
            assertThat(late.refuses(CACHE)).isTrue();
        }
        east.create("while-behind", 1, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(early, "while-behind", Optional.of(1));

        siblingIsAhead.set(false);
        await().atMost(Fleet.PATIENCE).until(() -> fleet.log(STORE + "-2").contains("behind=none"));
        try (StoreClient late = fleet.store("west", second)) {
            east.awaitBackends(late, "while-behind", Optional.of(1));
        }
        early.close();
    }

    @Test
    void anAgentThatMovesToTheOtherReplicaListsAnewAndLosesNothing() throws IOException {
        east.create("moving", 2, Map.of(Shop.GLOBAL, "true"));
        try (Relay address = new Relay(List.of(firstStore(), SECOND_STORE));
                StoreClient west = fleet.store("west", address.endpoint())) {
            GetResponse before = await().atMost(Fleet.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> west.range(east.prefix()), answer -> answer.getCount() > 0);
            east.awaitBackends(west, "moving", Optional.of(2));
            Map<String, String> seen = west.get(east.prefix());

            fleet.killProcess(STORE);

            GetResponse after = await().atMost(Fleet.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> west.range(east.prefix()), answer -> true);
            // By this an agent knows that it must list anew.
            assertThat(after.getHeader().getClusterId())
                    .isNotEqualTo(before.getHeader().getClusterId());
            assertThat(west.get(east.prefix())).containsAllEntriesOf(seen);
        } finally {
            fleet.startProcess(STORE);
        }
    }

    private int firstStore() {
        return URI.create(fleet.member("west").meshStore()).getPort();
    }
}
