package io.fleetmesh.meshstore.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.ManagedChannel;
import java.util.Optional;

/** A client of another cluster, with a connection and a watch of its own, which nothing that others do may touch. */
final class Bystander {
    private final LimitedStore store;
    private final ManagedChannel channel;
    private final WatchingClient watching;
    private int changes;

    Bystander(LimitedStore store, ManagedChannel channel) {
        this.store = store;
        this.channel = channel;
        this.watching = new WatchingClient(channel);
        watching.watch("quiet", 0);
        watching.awaitCreated(1);
    }

    /** It is told a change, on the watch that it has had from the beginning. */
    void assertToldOfChanges() {
        changes++;
        store.put("quiet", "change " + changes);
        await().atMost(LimitedStore.PATIENCE)
                .until(() -> watching.events() == changes || watching.failure().isPresent());
        assertEquals(Optional.empty(), watching.failure());
    }

    /** The same, and it is answered as well. */
    void assertUndisturbed() {
        assertToldOfChanges();
        assertEquals(1, LimitedStore.read(channel).getCount());
    }
}
