package io.fleetmesh.meshstore.grpc;

import java.util.HashMap;
import java.util.Map;

/**
 * How an amount is shared by clusters: none may have more than it leaves free. So one that is alone has half of it, several
 * that all want more come to have equal parts with one of the same size left over, and one that had nothing finds something,
 * whatever the others take. (The dynamic thresholds of Choudhury and Hahne, 1998, with a factor of one.) Not thread-safe.
 */
final class Shares {
    private final long most;
    private final Map<String, Long> byCluster = new HashMap<>();
    private long taken;

    Shares(long most) {
        this.most = most;
    }

    /** What a cluster may take at once if nobody has anything. */
    long largest() {
        return Math.max(most / 2, 1);
    }

    /** All that is taken. */
    long taken() {
        return taken;
    }

    /** @param amount no more than {@link #largest} */
    boolean mayTake(String cluster, long amount) {
        return taken == 0 || byCluster.getOrDefault(cluster, 0L) + amount <= most - taken - amount;
    }

    void take(String cluster, long amount) {
        byCluster.merge(cluster, amount, Long::sum);
        taken += amount;
    }

    void give(String cluster, long amount) {
        byCluster.computeIfPresent(cluster, (_, has) -> has == amount ? null : has - amount);
        taken -= amount;
    }
}
