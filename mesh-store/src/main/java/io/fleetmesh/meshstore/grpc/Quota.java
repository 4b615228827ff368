package io.fleetmesh.meshstore.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/** At most so many of something at once. Thread-safe. */
final class Quota {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    Quota(int most) {
        this.most = most;
    }

    /** Takes one, to be given back; false if there is none left. */
    boolean take() {
        return taken.getAndUpdate(count -> count < most ? count + 1 : count) < most;
    }

    void give(int count) {
        taken.addAndGet(-count);
    }
}
