package io.fleetmesh.meshstore.grpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Bytes of responses that are held in memory until their clients have taken them, in {@link Shares} of clusters. Whoever
 * finds no room waits in the {@link Lines line} of its cluster; and while anybody waits, a client may keep what it was sent
 * no longer than a given time, so that those who take nothing do not keep the room from those who do. Thread-safe; nobody
 * is called back under a lock.
 */
final class ByteBudget {
    private final Shares shares;
    private final long patience;
    private final LongSupplier clock;
    /** By age. */
    private final Set<Claim> holders = new LinkedHashSet<>();

    private final Lines<String, Claim> lines = new Lines<>();

    /**
     * A budget that is all free.
     *
     * @param patience how long a claim may be held while others wait
     * @param clock as {@link System#nanoTime}
     */
    ByteBudget(long most, Duration patience, LongSupplier clock) {
        this.shares = new Shares(most);
        this.patience = patience.toNanos();
        this.clock = clock;
    }

    /** Room for one response, waited for or held, until it is {@link #release released}. */
    final class Claim {
        private final String cluster;
        private final long bytes;
        private final Runnable onGranted;
        private final Runnable onOverdue;
        private long since;

        private Claim(String cluster, long bytes, Runnable onGranted, Runnable onOverdue) {
            this.cluster = cluster;
            this.bytes = bytes;
            this.onGranted = onGranted;
            this.onOverdue = onOverdue;
        }

        boolean isGranted() {
            synchronized (ByteBudget.this) {
                return holders.contains(this);
            }
        }

        /** Whether a response of so many bytes has room in it. */
        boolean covers(long wanted) {
            return Math.min(wanted, shares.largest()) <= bytes;
        }

        /** Gives the room back, or leaves the line; doing so again does nothing. */
        void release() {
            ByteBudget.this.release(this);
        }
    }

    /**
     * Claims room; it is granted at once, or later in order of the cluster's claims.
     *
     * @param bytes one that is over half of the budget counts as half, so that it is granted at all
     * @param onGranted called if it had to wait, when it need not any more
     * @param onOverdue called when it has been held for too long while others wait; it may be called again
     */
    synchronized Claim claim(String cluster, long bytes, Runnable onGranted, Runnable onOverdue) {
        Claim claim = new Claim(cluster, Math.min(bytes, shares.largest()), onGranted, onOverdue);
        if (!lines.isWaiting(cluster) && fits(claim)) {
            hold(claim);
        } else {
            lines.add(cluster, claim, false);
        }
        return claim;
    }

    synchronized long held() {
        return shares.taken();
    }

    synchronized int waiting() {
        return lines.size();
    }

    /** Tells claims that are held for too long, if anybody waits; to be called now and then. */
    void relieve() {
        overdue().forEach(claim -> claim.onOverdue.run());
    }

    private synchronized List<Claim> overdue() {
        long now = clock.getAsLong();
        return lines.size() == 0
                ? List.of()
                : holders.stream()
                        .filter(claim -> now - claim.since >= patience)
                        .toList();
    }

    private void release(Claim claim) {
        List<Claim> granted = new ArrayList<>();
        synchronized (this) {
            var _ = lines.remove(claim.cluster, claim);
            if (holders.remove(claim)) {
                shares.give(claim.cluster, claim.bytes);
            }
            for (Optional<Claim> next = lines.next(this::fits); next.isPresent(); next = lines.next(this::fits)) {
                hold(next.get());
                granted.add(next.get());
            }
        }
        granted.forEach(next -> next.onGranted.run());
    }

    private boolean fits(Claim claim) {
        return shares.mayTake(claim.cluster, claim.bytes);
    }

    private void hold(Claim claim) {
        claim.since = clock.getAsLong();
        holders.add(claim);
        shares.take(claim.cluster, claim.bytes);
    }
}
