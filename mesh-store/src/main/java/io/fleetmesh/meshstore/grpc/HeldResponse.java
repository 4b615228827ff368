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
    private final CountDownLatch settled = new CountDownLatch(1);
    private Optional<Claim> claim = Optional.empty();
    private boolean released;

    private HeldResponse(Connection connection) {
        this.connection = connection;
    }

    /** Waits for one of the connection's places. */
    static HeldResponse of(Connection connection) throws InterruptedException {
        connection.ranges().acquire();
        return new HeldResponse(connection);
    }

    /** Waits for room for the response; false if meanwhile nobody wants it any more. */
    boolean awaitRoom(ByteBudget budget, long bytes) throws InterruptedException {
        Claim claimed;
        synchronized (this) {
            if (released) {
                return false;
            }
            claimed = budget.claim(bytes, settled::countDown, connection::cut);
            claim = Optional.of(claimed);
        }
        if (!claimed.isGranted()) {
            settled.await();
        }
        return !isReleased();
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
