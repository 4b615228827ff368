package io.fleetmesh.meshstore.grpc;

import java.util.concurrent.CountDownLatch;

/** Only so many at once; the others wait in the {@link Lines} of their clusters. Thread-safe; waiting is meant for virtual threads. */
final class Turns {
    private final Lines<String, CountDownLatch> waiting = new Lines<>();
    private int free;

    Turns(int most) {
        this.free = most;
    }

    /**
     * Waits for a turn, to be ended by {@link #end}.
     *
     * @param goesOn with what it has begun
     */
    void begin(String cluster, boolean goesOn) throws InterruptedException {
        CountDownLatch turn = new CountDownLatch(1);
        synchronized (this) {
            // While a turn is free, nobody waits.
            if (free > 0) {
                free--;
                return;
            }
            waiting.add(cluster, turn, goesOn);
        }
        try {
            turn.await();
        } catch (InterruptedException e) {
            leave(cluster, turn);
            throw e;
        }
    }

    private synchronized void leave(String cluster, CountDownLatch turn) {
        if (!waiting.remove(cluster, turn)) {
            end();
        }
    }

    synchronized void end() {
        waiting.next(_ -> true).ifPresentOrElse(CountDownLatch::countDown, () -> free++);
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
