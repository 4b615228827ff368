package io.fleetmesh.simulator.store;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest changes of one kind, at most {@code window} of them. Indexes grow for ever; old ones are forgotten. */
public final class ChangeLog {
    private static final int FIRST_CAPACITY = 16;

    private final int window;
    private @Nullable Change[] ring = new @Nullable Change[FIRST_CAPACITY];
    private long first;
    private long end;
    private long floor;

    ChangeLog(int window, long floor) {
        this.window = window;
        this.floor = floor;
    }

    void append(Change change) {
        if (end - first == ring.length) {
            makeRoom();
        }
        ring[slot(end)] = change;
        end++;
    }

    private void makeRoom() {
        if (ring.length >= window) {
            floor = kept(first).revision();
            first++;
            return;
        }
        @Nullable Change[] larger = new @Nullable Change[Math.min(window, ring.length * 2)];
        for (long index = first; index < end; index++) {
            larger[(int) (index % larger.length)] = ring[slot(index)];
        }
        ring = larger;
    }

    /** Forgets everything up to {@code revision}, the newest one. */
    void clear(long revision) {
        first = end;
        floor = revision;
        ring = new @Nullable Change[FIRST_CAPACITY];
    }

    /** One more than the index of the newest change. */
    public long end() {
        return end;
    }

    /** The change at an index below {@link #end}; empty if it is forgotten. */
    public Optional<Change> at(long index) {
        return index < first ? Optional.empty() : Optional.of(kept(index));
    }

    /** Index of the first change after {@code revision}; refuses with 410 if changes after it are forgotten. */
    public long after(long revision) {
        if (revision < floor) {
            throw Refusal.tooOld(revision, floor);
        }
        long low = first;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (kept(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Change kept(long index) {
        return Objects.requireNonNull(ring[slot(index)]);
    }

    private int slot(long index) {
        return (int) (index % ring.length);
    }
}
