package io.fleetmesh.meshstore.grpc;

import java.net.InetAddress;
import java.util.Optional;

/**
 * When which connection's handshake begins: no more in a second than the pace allows, and addresses take turns. Time is
 * {@link System#nanoTime}'s. Not thread-safe.
 *
 * @param <C> a connection, equal only to itself
 */
final class Handshakes<C> {
    private final Pace pace;
    private final Lines<InetAddress, C> waiting = new Lines<>();

    Handshakes(int perSecond, long now) {
        this.pace = new Pace(perSecond, now);
    }

    /** A connection waits from now on. */
    void add(InetAddress address, C connection) {
        waiting.add(address, connection, false);
    }

    /** The connection whose handshake is to begin now; empty if none waits, or not yet. */
    Optional<C> next(long now) {
        if (pace.pause(now) > 0) {
            return Optional.empty();
        }
        Optional<C> next = waiting.next(_ -> true);
        next.ifPresent(_ -> pace.step(now));
        return next;
    }

    /** One that waits, whatever the pace; empty if none does. */
    Optional<C> giveUp() {
        return waiting.next(_ -> true);
    }

    /** Nanoseconds until the next one may begin. */
    long pause(long now) {
        return pace.pause(now);
    }

    int waiting() {
        return waiting.size();
    }
}
