package io.fleetmesh.meshstore.grpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Bytes of responses that are held in memory until their clients have taken them. Whoever finds no room waits in line; and
 * while anybody waits, a client may keep what it was sent no longer than a given time, so that those who take nothing do
 * not keep the room from those who do. Thread-safe; nobody is called back under a lock.
 */
final class ByteBudget {
    private final long most;
    private final long patience;
    private final LongSupplier clock;
    /** By age. */
    private final Set<Claim> holders = new LinkedHashSet<>();

    private final Set<Claim> line = new LinkedHashSet<>();
    private long held;

    /**
     * A budget that is all free.
     *
     * @param patience how long a claim may be held while others wait
     * @param clock as {@link System#nanoTime}
     */
    ByteBudget(long most, Duration patience, LongSupplier clock) {
        this.most = most;
        this.patience = patience.toNanos();
        this.clock = clock;
    }

    /** Room for one response, waited for or held, until it is {@link #release released}. */
    final class Claim {
        private final long bytes;
        private final Runnable onGranted;
        private final Runnable onOverdue;
        private long since;

        private Claim(long bytes, Runnable onGranted, Runnable onOverdue) {
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
            return Math.min(wanted, most) <= bytes;
        }

        /** Gives the room back, or leaves the line; doing so again does nothing. */
        void release() {
            ByteBudget.this.release(this);
        }
    }

    /**
     * Claims room; it is granted at once, or later in order of claims.
     *
     * @param bytes one that is over the whole budget gets all of it, alone
     * @param onGranted called if it had to wait, when it need not any more
     * @param onOverdue called when it has been held for too long while others wait; it may be called again
     */
    synchronized Claim claim(long bytes, Runnable onGranted, Runnable onOverdue) {
        Claim claim = new Claim(Math.min(bytes, most), onGranted, onOverdue);
        if (line.isEmpty() && fits(claim)) {
            hold(claim);
        } else {
            line.add(claim);
        }
        return claim;
    }

    synchronized long held() {
        return held;
    }

    synchronized int waiting() {
        return line.size();
    }

    /** Tells claims that are held for too long, if anybody waits; to be called now and then. */
    void relieve() {
        overdue().forEach(claim -> claim.onOverdue.run());
    }

    private synchronized List<Claim> overdue() {
        long now = clock.getAsLong();
        return line.isEmpty()
                ? List.of()
                : holders.stream()
                        .filter(claim -> now - claim.since >= patience)
                        .toList();
    }

    private void release(Claim claim) {
        List<Claim> granted = new ArrayList<>();
        synchronized (this) {
            line.remove(claim);
            if (holders.remove(claim)) {
                held -= claim.bytes;
            }
            Iterator<Claim> waiting = line.iterator();
            while (waiting.hasNext()) {
                Claim next = waiting.next();
                if (!fits(next)) {
                    break;
                }
                waiting.remove();
                hold(next);
                granted.add(next);
            }
        }
        granted.forEach(next -> next.onGranted.run());
    }

    private boolean fits(Claim claim) {
        return held + claim.bytes <= most;
    }

    private void hold(Claim claim) {
        claim.since = clock.getAsLong();
        holders.add(claim);
        held += claim.bytes;
    }
}
