package io.fleetmesh.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The endpoints of a simulated member, as small as they can be: of each pod only how often it was replaced and which change
 * was the last; the object is made from that whenever somebody asks. Not thread-safe.
 */
final class ScaleState {
    /** Changes kept for watches; who is further behind lists again. */
    private static final int WINDOW = 4096;
    /** Lists that are being read page by page, at most. */
    private static final int SNAPSHOTS = 4;

    /** What is known of a pod; {@code change} is 0 until there was one. */
    record Pod(int index, int generation, long change) {}

    /** One event of a watch. */
    record Event(String type, Pod pod, long revision) {}

    /** All pods at a revision. */
    static final class Snapshot {
        private final long revision;
        private final byte[] generations;
        private final long[] changes;

        private Snapshot(long revision, byte[] generations, long[] changes) {
            this.revision = revision;
            this.generations = generations;
            this.changes = changes;
        }

        long revision() {
            return revision;
        }

        Pod pod(int index) {
            return new Pod(index, generations[index], changes[index]);
        }
    }

    private final byte[] generations;
    private final long[] changes;
    private final List<Event> events = new ArrayList<>();
    private final Map<Long, Snapshot> snapshots = new LinkedHashMap<>();
    private long forgotten;
    private long floor;
    private long revision;

    ScaleState(int pods, long firstRevision) {
        generations = new byte[pods];
        changes = new long[pods];
        revision = firstRevision;
        floor = firstRevision;
    }

    long revision() {
        return revision;
    }

    /** Changes a pod's endpoint, or puts another pod in its place. */
    void change(int pod, long number, boolean replaced) {
        if (replaced) {
            add("DELETED", pod);
            generations[pod]++;
        }
        changes[pod] = number;
        add(replaced ? "ADDED" : "MODIFIED", pod);
    }

    private void add(String type, int pod) {
        revision++;
        events.add(new Event(type, new Pod(pod, generations[pod], changes[pod]), revision));
        if (events.size() == 2 * WINDOW) {
            floor = events.get(WINDOW - 1).revision();
            events.subList(0, WINDOW).clear();
            forgotten += WINDOW;
        }
    }

    /** All pods now, to be read page by page by {@link #snapshot(long)}. */
    Snapshot snapshot() {
        Snapshot now = new Snapshot(revision, generations.clone(), changes.clone());
        snapshots.put(revision, now);
        if (snapshots.size() > SNAPSHOTS) {
            snapshots.remove(snapshots.keySet().iterator().next());
        }
        return now;
    }

    /** One that was taken before; empty if it is too long ago. */
    Optional<Snapshot> snapshot(long taken) {
        return Optional.ofNullable(snapshots.get(taken));
    }

    /** Where a watch begins that has seen all up to a revision; −1 if that is too long ago. */
    long after(long seen) {
        if (seen < floor) {
            return -1;
        }
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).revision() <= seen) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return forgotten + low;
    }

    /** The event at a position; empty if there is none yet. */
    Optional<Event> event(long position) {
        int index = (int) (position - forgotten);
        if (index < 0) {
            throw new IllegalStateException("a watch fell " + WINDOW + " changes behind");
        }
        return index < events.size() ? Optional.of(events.get(index)) : Optional.empty();
    }
}
