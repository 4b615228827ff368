package io.fleetmesh.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** What happens next, and when it is. */
final class EventQueue extends Clock {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private record Event(long at, long number, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Random random;
    private long now;
    private long numbers;

    EventQueue(Random random) {
        this.random = random;
    }

    /** Microseconds since the beginning. */
    long now() {
        return now;
    }

    /** Events of one time happen in the order in which they were put. */
    void at(long time, Runnable task) {
        events.add(new Event(Math.max(time, now), numbers++, task));
    }

    void after(Duration delay, Runnable task) {
        at(now + micros(delay), task);
    }

    /** Some time up to {@code most}, mostly much sooner. */
    long soon(Duration most) {
        double share = random.nextDouble();
        return (long) (micros(most) * share * share * share * share);
    }

    /** Runs the next event that is due before {@code end}; false if there is none. */
    boolean step(long end) {
        Event next = events.peek();
        if (next == null || next.at() > end) {
            return false;
        }
        events.remove();
        now = next.at();
        next.task().run();
        return true;
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(now * 1_000);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
