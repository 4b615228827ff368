package io.fleetmesh.kit.messaging;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/** What a reader's thread does between two fetches. Any thread may give it something to do; all else is for the reader's thread. */
final class ReaderTasks {
    private final LongSupplier now;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** The next one first. */
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::due));

    private record Later(long due, Runnable task) {}

    /** @param now the reader's clock, in nanoseconds */
    ReaderTasks(LongSupplier now) {
        this.now = now;
    }

    /** To be done with the next {@link #run}, in the order in which they were given. */
    void add(Runnable task) {
        tasks.add(task);
    }

    /** To be done once the clock says {@code due}; on any thread. */
    void addAt(long due, Runnable task) {
        tasks.add(() -> later.add(new Later(due, task)));
    }

    /** Does what is due, and what tasks add meanwhile. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        for (Later next = later.peek(); next != null && next.due() <= now.getAsLong(); next = later.peek()) {
            later.remove();
            next.task().run();
        }
    }

    /** Whether there is one that is not for later. */
    boolean isWaiting() {
        return !tasks.isEmpty();
    }

    /** When the next one of those for later is. */
    long due() {
        return later.isEmpty() ? Long.MAX_VALUE : later.peek().due();
    }
}
