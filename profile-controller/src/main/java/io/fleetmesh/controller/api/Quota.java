package io.fleetmesh.controller.api;

import io.fleetmesh.controller.domain.access.Caller;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each caller may have at once: one who takes all that there is takes nothing from others. Thread-safe. */
final class Quota {
    private final int most;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    Quota(int most) {
        this.most = most;
    }

    int most() {
        return most;
    }

    /** One more; false if the caller has all that it may have. */
    boolean take(Caller caller) {
        boolean[] had = new boolean[1];
        var _ = taken.compute(caller.name(), (_, count) -> {
            int now = count == null ? 0 : count;
            had[0] = now < most;
            return had[0] ? now + 1 : now;
        });
        return had[0];
    }

    /** What was taken is free again. */
    void giveBack(Caller caller) {
        var _ = taken.computeIfPresent(caller.name(), (_, count) -> count == 1 ? null : count - 1);
    }
}
