package io.fleetmesh.meshstore.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One consumer's key space, as etcd would keep it: every key with its versions, and a log of commits, back to the start
 * of the kept window. Writers ({@link #commit}, {@link #close}) take turns; any number read at the same time, without
 * locks. A read at a revision shows exactly that revision, whatever is written meanwhile, or says that it is compacted.
 *
 * <p>How readers and the writer agree: keys, revision and the start of the kept window change together ({@link State}), so
 * that a read has one state of all three. The log is read beside it: a commit is in the log before {@link #revision()}
 * moves to it, and leaves it after the window has moved past it, and who reads the log asks for the window last.
 */
public final class ViewIndex {
    /** Told about this view on the thread that writes, which it must not hold up. */
    public interface Listener {
        /** {@link #revision()} has moved. */
        void onCommit(long revision);

        /** The view will never change again and must not be served any longer. */
        void onClosed();
    }

    /**
     * What stands.
     *
     * @param revision the newest that touched this view
     * @param compactRevision the oldest that can be read and watched from
     */
    private record State(KeyTree keys, long revision, long compactRevision) {}

    private final Revisions revisions;
    private final HistoryLimits limits;
    private final ConcurrentSkipListMap<Long, Commit> log = new ConcurrentSkipListMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile State state;
    private final AtomicLong liveBytes = new AtomicLong();
    private volatile boolean closed;
    private final HistoryBudget budget;
    /** Of all commits but the newest: what may be forgotten. */
    private final AtomicLong pastBytes = new AtomicLong();

    private long newestBytes;
    private long loggedEvents;

    /** An empty view with a budget of its own. */
    public ViewIndex(Revisions revisions, HistoryLimits limits) {
        this(revisions, limits, new HistoryBudget(limits.maxBytes()));
    }

    /**
     * An empty view. What happened in the process before it counts as compacted: a client that resumes a watch of a view
     * that this one replaces must read everything anew, for it would never hear of what is not here any more.
     *
     * @param budget of the history of all views, of which this is one until it is closed
     */
    ViewIndex(Revisions revisions, HistoryLimits limits, HistoryBudget budget) {
        this.revisions = revisions;
        this.limits = limits;
        this.budget = budget;
        long last = revisions.last();
        this.state = new State(KeyTree.EMPTY, last, last == Revisions.EMPTY ? Revisions.EMPTY : last + 1);
        budget.join(this);
    }

    /** The newest revision that touched this view. */
    public long revision() {
        return state.revision();
    }

    /** The oldest revision that can be read and watched from. */
    public long compactRevision() {
        return state.compactRevision();
    }

    /** Bytes of the newest version of all keys. */
    public long liveBytes() {
        return liveBytes.get();
    }

    /** Heap that goes free if all but the newest commit is forgotten. */
    long pastBytes() {
        return pastBytes.get();
    }

    public boolean isClosed() {
        return closed;
    }

    /**
     * Writes all that really changes something, in one revision. A put of the value that is there and a delete of a key
     * that is not are left out; a closed view takes nothing.
     *
     * @param changes no key twice
     * @return whether there was anything to write
     */
    public boolean commit(List<Change> changes, Instant now) {
        boolean written = write(changes, now);
        if (written) {
            // Another view's past may have to go, so not while this one is locked.
            budget.trim();
        }
        return written;
    }

    private synchronized boolean write(List<Change> changes, Instant now) {
        if (closed) {
            return false;
        }
        List<Event> events = new ArrayList<>(changes.size());
        long next = Revisions.EMPTY;
        KeyTree keys = state.keys();
        for (Change change : changes) {
            Versions known = keys.get(change.key().bytes());
            Optional<KeyValue> latest = known.latest();
            if (isEffective(change, latest)) {
                next = events.isEmpty() ? revisions.next() : next;
                KeyValue current = version(change, latest, next);
                keys = keys.with(known.with(current));
                liveBytes.addAndGet(
                        sizeOf(current) - latest.map(ViewIndex::sizeOf).orElse(0L));
                events.add(Event.of(current, latest));
            }
        }
        if (events.isEmpty()) {
            return false;
        }
        append(new Commit(next, now, events));
        long reached = next;
        state = new State(keys, reached, state.compactRevision());
        compact(now);
        listeners.forEach(listener -> listener.onCommit(reached));
        return true;
    }

    /** Ends the view: its readers are to be sent away. */
    public synchronized void close() {
        closed = true;
        budget.leave(this, pastBytes.getAndSet(0) + newestBytes);
        newestBytes = 0;
        listeners.forEach(Listener::onClosed);
    }

    /** Calls the listener from the next commit on; at once if the view is closed already. */
    public void listen(Listener listener) {
        listeners.add(listener);
        if (closed) {
            listener.onClosed();
        }
    }

    /** Calls the listener no more. */
    public void unlisten(Listener listener) {
        listeners.remove(listener);
    }

    /** The newest value of a key. */
    public Optional<Bytes> value(Bytes key) {
        return state.keys().get(key.bytes()).latest().map(KeyValue::value);
    }

    /** The keys of a range, as they are now. */
    List<Bytes> keys(KeyRange range) {
        List<Bytes> present = new ArrayList<>();
        state.keys().scan(range, versions -> {
            versions.latest().map(KeyValue::key).ifPresent(present::add);
            return true;
        });
        return present;
    }

    /**
     * Reads a range.
     *
     * @param atRevision 0 for the newest
     * @param limit most key-values to return, 0 for all
     */
    public RangeRead range(KeyRange range, long atRevision, long limit) {
        State now = state;
        if (atRevision > now.revision()) {
            return new RangeRead.Future(now.revision());
        }
        if (atRevision > 0 && atRevision < now.compactRevision()) {
            return new RangeRead.Compacted(now.compactRevision());
        }
        long wanted = atRevision > 0 ? atRevision : now.revision();
        List<KeyValue> found = new ArrayList<>();
        now.keys().scan(range, versions -> {
            versions.at(wanted).ifPresent(found::add);
            return limit == 0 || found.size() < limit;
        });
        boolean all = limit == 0 || found.size() < limit;
        return new RangeRead.Found(
                now.revision(), all ? found.size() : now.keys().count(range, wanted), found);
    }

    /**
     * The first commit at or after a revision. One that is {@link Revisions#isAnothers another process's} counts as compacted:
     * who waits for it would hear of nothing until then.
     */
    public LogRead read(long fromRevision) {
        long newest = state.revision();
        Map.Entry<Long, Commit> entry = log.ceilingEntry(fromRevision);
        long start = state.compactRevision();
        if (fromRevision < start || revisions.isAnothers(fromRevision)) {
            return new LogRead.Compacted(start);
        }
        return entry == null || entry.getKey() > newest
                ? new LogRead.End(Math.max(newest, fromRevision - 1))
                : new LogRead.Next(entry.getValue());
    }

    private static boolean isEffective(Change change, Optional<KeyValue> latest) {
        return switch (change) {
            case Change.Put put -> latest.isEmpty() || !latest.get().value().equals(put.value());
            case Change.Delete _ -> latest.isPresent();
        };
    }

    private static KeyValue version(Change change, Optional<KeyValue> previous, long next) {
        Bytes key = previous.map(KeyValue::key).orElse(change.key());
        return switch (change) {
            case Change.Put put ->
                previous.map(last -> last.then(put.value(), next))
                        .orElseGet(() -> KeyValue.first(key, put.value(), next));
            case Change.Delete _ -> KeyValue.tombstone(key, next);
        };
    }

    private static long sizeOf(KeyValue kv) {
        return kv.isTombstone() ? 0 : kv.size();
    }

    private void append(Commit commit) {
        log.put(commit.revision(), commit);
        loggedEvents += commit.events().size();
        pastBytes.addAndGet(newestBytes);
        newestBytes = commit.held();
        budget.add(newestBytes);
    }

    private void compact(Instant now) {
        Instant oldest = now.minus(limits.keepFor());
        while (!log.firstKey().equals(log.lastKey()) && isOverLimit(oldest)) {
            compactFirst();
        }
    }

    /** Drops what happened until now: for a view that nobody has read yet, and that has just been filled. */
    synchronized void forgetPast() {
        while (pastBytes.get() > 0) {
            compactFirst();
        }
    }

    /** Drops the oldest commits until so many bytes are free, or only the newest is left. */
    synchronized void forgetOldest(long bytes) {
        long goal = pastBytes.get() - bytes;
        while (pastBytes.get() > Math.max(goal, 0)) {
            compactFirst();
        }
    }

    private void compactFirst() {
        Commit gone = log.firstEntry().getValue();
        long start = gone.revision() + 1;
        KeyTree keys = state.keys();
        for (Event event : gone.events()) {
            keys = forgotten(keys, event.current().keyBytes(), start);
        }
        state = new State(keys, state.revision(), start);
        log.remove(gone.revision());
        loggedEvents -= gone.events().size();
        pastBytes.addAndGet(-gone.held());
        budget.add(-gone.held());
    }

    private boolean isOverLimit(Instant oldest) {
        return loggedEvents > limits.maxEvents()
                || log.firstEntry().getValue().at().isBefore(oldest);
    }

    private static KeyTree forgotten(KeyTree keys, byte[] key, long start) {
        Versions versions = keys.get(key);
        Versions kept = versions.since(start);
        if (kept == versions) {
            return keys;
        }
        return kept.isEmpty() ? keys.without(key) : keys.with(kept);
    }
}
