package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.grpc.ByteBudget.Claim;
import io.fleetmesh.meshstore.grpc.Connections.Connection;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What one Range call holds: one of its connection's places, and room for its response from before it is sent until the
 * client has taken it or is gone.
 */
final class HeldResponse {
    private final Connection connection;
    private Optional<Claim> claim = Optional.empty();
    /** Told when the claim is granted. */
    private CountDownLatch settled = new CountDownLatch(0);

    private boolean released;

    private HeldResponse(Connection connection) {
        this.connection = connection;
    }

    /** Waits for one of the connection's places. */
    static HeldResponse of(Connection connection) throws InterruptedException {
        connection.ranges().acquire();
        return new HeldResponse(connection);
    }

    /** Whether there is room for a response of so many bytes; if not, it is claimed, and may be {@link #awaitRoom waited for}. */
    synchronized boolean takeRoom(ByteBudget budget, String cluster, long bytes) {
        if (!released
                && !claim.filter(had -> had.isGranted() && had.covers(bytes)).isPresent()) {
            claim.ifPresent(Claim::release);
            CountDownLatch granted = new CountDownLatch(1);
            settled = granted;
            claim = Optional.of(budget.claim(cluster, bytes, granted::countDown, connection::cut));
        }
        return !released && claim.orElseThrow().isGranted();
    }

    /** Waits until what was claimed is granted, or nobody wants the response any more. */
    void awaitRoom() throws InterruptedException {
        CountDownLatch awaited;
        synchronized (this) {
            awaited = settled;
        }
        awaited.await();
    }

    synchronized boolean isReleased() {
        return released;
    }

    /** Any thread, any number of times. */
    synchronized void release() {
        if (!released) {
            released = true;
            connection.ranges().release();
            claim.ifPresent(Claim::release);
            settled.countDown();
        }
    }
}
