package io.fleetmesh.simulator.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Writes;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final int WINDOW = 16;

    /** A client that takes as much as it is told to. */
    private static final class Client implements WatchSink {
        private final List<String> seen = new ArrayList<>();
        private int takes;

        @Override
        public void send(byte[] event) {
            takes--;
            seen.add(new String(event, StandardCharsets.UTF_8).substring(9, 14));
        }

        @Override
        public boolean full() {
            return takes <= 0;
        }

        @Override
        public void onDrain(Handler<Void> handler) {}

        @Override
        public void onClose(Handler<Void> handler) {}

        @Override
        public void end() {
            seen.add("end");
        }

        @Override
        public void cut() {
            seen.add("cut");
        }
    }

    private final ObjectStore store = new ObjectStore(1_000, WINDOW);
    private final Writes writes = new Writes("east", store, Clock.systemUTC());
    private final Client client = new Client();

    private Watch watch() {
        MultiMap parameters =
                MultiMap.caseInsensitiveMultiMap().add("watch", "1").add("resourceVersion", "1000");
        Watch watch = Watch.open(store, Kind.NODE, "", ListQuery.of(parameters), Rendering.PLAIN, client);
        store.listen(_ -> watch.pump());
        return watch;
    }

    private void create(int count) {
        for (int i = 0; i < count; i++) {
            ObjectNode node = Json.object();
            node.putObject("metadata").put("name", "n" + store.revision());
            var _ = writes.create(Kind.NODE, "", node);
        }
    }

    @Test
    void aSlowClientGetsTheRestWhenItTakesMore() {
        Watch watch = watch();
        client.takes = 1;
        create(3);
        assertEquals(List.of("ADDED"), client.seen);
        client.takes = 5;
        watch.pump();
        assertEquals(List.of("ADDED", "ADDED", "ADDED"), client.seen);
    }

    @Test
    void aClientThatFallsOutOfTheWindowIsCut() {
        var _ = watch();
        create(WINDOW + 1);
        assertEquals(List.of("cut"), client.seen);
    }
}
