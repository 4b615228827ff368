package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.grpc.ByteBudget.Claim;
import java.util.Optional;

/**
 * One stream's room for responses that are too large to be sent without asking. Used under its stream's lock.
 *
 * <pre>
 * none ──take──► waiting ──granted──► granted ──take──► used ──taken──► none
 * </pre>
 */
final class FrameRoom {
    private final ByteBudget budget;
    private final String cluster;
    private final Runnable onGranted;
    private final Runnable onOverdue;
    private Optional<Claim> claim = Optional.empty();
    private boolean used;
    /** Since {@link #settle} was called last. */
    private boolean asked;

    /**
     * No room yet.
     *
     * @param cluster whose client the stream's is
     * @param onGranted room that was waited for is there
     * @param onOverdue the client has not taken what it was sent, and others wait
     */
    FrameRoom(ByteBudget budget, String cluster, Runnable onGranted, Runnable onOverdue) {
        this.budget = budget;
        this.cluster = cluster;
        this.onGranted = onGranted;
        this.onOverdue = onOverdue;
    }

    /** Room for a response, to be sent at once; false if it has to be waited for. */
    boolean take(long bytes) {
        asked = true;
        if (isWaiting()) {
            return false;
        }
        if (claim.filter(granted -> granted.covers(bytes)).isEmpty()) {
            release();
            claim = Optional.of(budget.claim(cluster, bytes, onGranted, onOverdue));
        }
        used = !isWaiting();
        return used;
    }

    boolean isWaiting() {
        return claim.filter(waiting -> !waiting.isGranted()).isPresent();
    }

    /** The client has taken what it was sent. */
    void taken() {
        if (used) {
            release();
        }
    }

    /** What was granted, and has not been asked for again, is given back. */
    void settle() {
        if (!used && !asked && !isWaiting()) {
            release();
        }
        asked = false;
    }

    void release() {
        claim.ifPresent(Claim::release);
        claim = Optional.empty();
        used = false;
    }
}
