package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.domain.Commit;
import io.fleetmesh.meshstore.domain.Event;
import io.fleetmesh.meshstore.domain.KeyRange;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One watch: a position in its view's log, and nothing else; what it has not been sent stays in the log.
 *
 * <p>All below {@link #next} was sent or does not concern it. The hub marks the first commit that does; as long as there
 * is no mark, nothing up to where the hub has come is owed. Only the stream moves the position, under its lock.
 */
final class Watch {
    private static final long NOTHING_OWED = Long.MAX_VALUE;

    private final WatchStream stream;
    private final long id;
    private final KeyRange range;
    private final WatchOptions options;
    private final AtomicLong owedFrom;
    private long next;
    private boolean sentSinceProgress;

    Watch(WatchStream stream, long id, KeyRange range, WatchOptions options, long next) {
        this.stream = stream;
        this.id = id;
        this.range = range;
        this.options = options;
        this.next = next;
        this.owedFrom = new AtomicLong(next);
    }

    long id() {
        return id;
    }

    KeyRange range() {
        return range;
    }

    WatchOptions options() {
        return options;
    }

    /** Any thread: a commit at this revision concerns it. */
    void owe(long revision) {
        var _ = owedFrom.accumulateAndGet(revision, Math::min);
        stream.pumpSoon();
    }

    /** Has it look for itself at what the hub has not come to. */
    void lookFrom(long revision) {
        var _ = owedFrom.accumulateAndGet(revision, Math::min);
    }

    boolean isOwed() {
        return owedFrom.get() != NOTHING_OWED;
    }

    /** Takes the mark off, and tells whether there was one; what is not sent now must be marked again. */
    boolean takeOwed() {
        long from = owedFrom.getAndSet(NOTHING_OWED);
        if (from == NOTHING_OWED) {
            return false;
        }
        next = Math.max(next, from);
        return true;
    }

    void oweRest() {
        var _ = owedFrom.accumulateAndGet(next, Math::min);
    }

    long next() {
        return next;
    }

    void movePast(long revision) {
        next = Math.max(next, revision + 1);
    }

    List<Event> matching(Commit commit) {
        return commit.events().stream()
                .filter(event -> range.contains(event.current().key()))
                .filter(event -> event.current().isTombstone() ? options.deletes() : options.puts())
                .toList();
    }

    /** About the bytes that an event takes in its responses. */
    long weight(Event event) {
        return options.previous()
                ? event.weight()
                        + event.previous()
                                .map(previous -> previous.key().length()
                                        + previous.value().length())
                                .orElse(0)
                : event.weight();
    }

    void sent() {
        sentSinceProgress = true;
    }

    /** Whether it was sent nothing since this was asked last. */
    boolean wasIdle() {
        boolean idle = !sentSinceProgress;
        sentSinceProgress = false;
        return idle;
    }
}
