package io.fleetmesh.controller.api;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** How much there may be at once of each holder. Thread-safe. */
final class Bound {
    private final String setting;
    private final int most;
    private final Map<String, Integer> held = new HashMap<>();

    /** @param setting which says so, below {@code fleetmesh.api} */
    Bound(String setting, int most) {
        this.setting = setting;
        this.most = most;
    }

    String setting() {
        return setting;
    }

    int most() {
        return most;
    }

    /** Takes a place if there is one. */
    synchronized boolean take(String holder) {
        boolean room = held.getOrDefault(holder, 0) < most;
        if (room) {
            held.merge(holder, 1, Integer::sum);
        }
        return room;
    }

    private synchronized void give(String holder) {
        held.computeIfPresent(holder, (_, count) -> count == 1 ? null : count - 1);
    }

    /** Gives back one place that was taken, however often it is run. */
    Runnable giver(String holder) {
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                give(holder);
            }
        };
    }

    /** How many are remembered: who holds nothing is not. */
    synchronized int holders() {
        return held.size();
    }

    /** By all holders together. */
    synchronized int held() {
        return held.values().stream().mapToInt(Integer::intValue).sum();
    }
}
