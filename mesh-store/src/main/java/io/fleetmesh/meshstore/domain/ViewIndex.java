package io.fleetmesh.meshstore.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
 * <p>How readers and the writer agree: a commit's versions and log entry are in place before {@link #revision()} moves
 * to it, and a reader looks at versions no newer than the revision it began with. Compaction first publishes the start
 * of the window and then removes, and a reader asks for the start of the window last: if that has passed its revision,
 * what it gathered may have gaps and is thrown away.
 */
public final class ViewIndex {
    /** Told about this view on the thread that writes, which it must not hold up. */
    public interface Listener {
        /** {@link #revision()} has moved. */
        void onCommit(long revision);

        /** The view will never change again and must not be served any longer. */
        void onClosed();
    }

    private final Revisions revisions;
    private final HistoryLimits limits;
    private final ConcurrentSkipListMap<byte[], Versions> keys = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    private final ConcurrentSkipListMap<Long, Commit> log = new ConcurrentSkipListMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile long revision;
    private volatile long compactRevision;
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
        this.revision = revisions.last();
        this.compactRevision = revision == Revisions.EMPTY ? Revisions.EMPTY : revision + 1;
        budget.join(this);
    }

    /** The newest revision that touched this view. */
    public long revision() {
        return revision;
    }

    /** The oldest revision that can be read and watched from. */
    public long compactRevision() {
        return compactRevision;
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
        for (Change change : changes) {
            Versions known = versions(change.key());
            Optional<KeyValue> latest = known.latest();
            if (isEffective(change, latest)) {
                next = events.isEmpty() ? revisions.next() : next;
                events.add(write(change, known, latest, next));
            }
        }
        if (events.isEmpty()) {
            return false;
        }
        append(new Commit(next, now, events));
        long reached = next;
        revision = reached;
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
        return latest(key).map(KeyValue::value);
    }

    /** The keys of a range, as they are now. */
    List<Bytes> keys(KeyRange range) {
        List<Bytes> present = new ArrayList<>();
        for (Map.Entry<byte[], Versions> entry :
                keys.tailMap(range.from().bytes()).entrySet()) {
            Bytes key = Bytes.of(entry.getKey());
            if (!range.isBelowEnd(key)) {
                break;
            }
            if (entry.getValue().latest().isPresent()) {
                present.add(key);
            }
        }
        return present;
    }

    /**
     * Reads a range.
     *
     * @param atRevision 0 for the newest
     * @param limit most key-values to return, 0 for all
     */
    public RangeRead range(KeyRange range, long atRevision, long limit) {
        while (true) {
            long newest = revision;
            if (atRevision > newest) {
                return new RangeRead.Future(newest);
            }
            long wanted = atRevision > 0 ? atRevision : newest;
            RangeRead.Found found = gather(range, wanted, limit, newest);
            long start = compactRevision;
            if (wanted >= start) {
                return found;
            }
            if (atRevision > 0) {
                return new RangeRead.Compacted(start);
            }
        }
    }

    /** The first commit at or after a revision. */
    public LogRead read(long fromRevision) {
        long newest = revision;
        Map.Entry<Long, Commit> entry = log.ceilingEntry(fromRevision);
        long start = compactRevision;
        if (fromRevision < start) {
            return new LogRead.Compacted(start);
        }
        return entry == null || entry.getKey() > newest
                ? new LogRead.End(Math.max(newest, fromRevision - 1))
                : new LogRead.Next(entry.getValue());
    }

    private RangeRead.Found gather(KeyRange range, long wanted, long limit, long newest) {
        List<KeyValue> found = new ArrayList<>();
        long count = 0;
        for (Map.Entry<byte[], Versions> entry :
                keys.tailMap(range.from().bytes()).entrySet()) {
            if (!range.isBelowEnd(Bytes.of(entry.getKey()))) {
                break;
            }
            Optional<KeyValue> version = entry.getValue().at(wanted);
            if (version.isPresent()) {
                count++;
                if (limit == 0 || count <= limit) {
                    found.add(version.get());
                }
            }
        }
        return new RangeRead.Found(newest, count, found);
    }

    private Optional<KeyValue> latest(Bytes key) {
        return versions(key).latest();
    }

    private static boolean isEffective(Change change, Optional<KeyValue> latest) {
        return switch (change) {
            case Change.Put put -> latest.isEmpty() || !latest.get().value().equals(put.value());
            case Change.Delete _ -> latest.isPresent();
        };
    }

    private Event write(Change change, Versions known, Optional<KeyValue> previous, long next) {
        Bytes key = previous.map(KeyValue::key).orElse(change.key());
        KeyValue current = switch (change) {
            case Change.Put put ->
                previous.map(last -> last.then(put.value(), next))
                        .orElseGet(() -> KeyValue.first(key, put.value(), next));
            case Change.Delete _ -> KeyValue.tombstone(key, next);
        };
        keys.put(key.bytes(), known.with(current));
        liveBytes.addAndGet(sizeOf(current) - previous.map(ViewIndex::sizeOf).orElse(0L));
        return Event.of(current, previous);
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
        compactRevision = gone.revision() + 1;
        log.remove(gone.revision());
        loggedEvents -= gone.events().size();
        pastBytes.addAndGet(-gone.held());
        budget.add(-gone.held());
        gone.events().forEach(event -> forget(event.current().key(), gone.revision() + 1));
    }

    private boolean isOverLimit(Instant oldest) {
        return loggedEvents > limits.maxEvents()
                || log.firstEntry().getValue().at().isBefore(oldest);
    }

    private void forget(Bytes key, long start) {
        Versions versions = versions(key);
        Versions kept = versions.since(start);
        if (kept.isEmpty()) {
            keys.remove(key.bytes());
        } else if (kept != versions) {
            keys.put(key.bytes(), kept);
        }
    }

    private Versions versions(Bytes key) {
        return keys.getOrDefault(key.bytes(), SeveralVersions.NONE);
    }
}
