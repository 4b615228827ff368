package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows any number of partitions from their beginning, on one thread.
 *
 * <p>{@link #follow}, {@link #unfollow} and {@link #execute} may be called from any thread; listeners and executed tasks
 * run on the reader's thread, one at a time, so that what they share needs no lock.
 */
public interface LogReader extends AutoCloseable {

    /** Reads {@code partition} from its beginning and goes on until {@link #unfollow}. */
    void follow(TopicPartition partition, PartitionListener listener);

    /**
     * As {@link #follow(TopicPartition, PartitionListener)}, but from {@code offset} on, which the listener's state already
     * rests on.
     */
    void follow(TopicPartition partition, long offset, PartitionListener listener);

    /**
     * From now on new records of {@code partition} are handed over some at a time, up to a second late: where
     * nobody waits for their news, each of which would otherwise cost Kafka a fetch. Ends with
     * {@link #unfollow}.
     */
    void relax(TopicPartition partition);

    /**
     * Stops reading {@code partition}: once this has run on the reader's thread, its listener is not called again; at once if this
     * is called there.
     */
    void unfollow(TopicPartition partition);

    /**
     * Runs {@code task} on the reader's thread once all that stands in {@code partitions} when this is called has been handed
     * over, of those that are still followed. A new owner acts on its inputs only then: the owner before it may have read
     * further than it has, and what that one wrote must not be taken back.
     */
    void whenRead(Set<TopicPartition> partitions, Runnable task);

    /** Runs {@code task} on the reader's thread before the next records are handed over. */
    void execute(Runnable task);

    /** Runs {@code task} on the reader's thread when {@code delay} is over, or soon afterwards while records come. */
    void executeAfter(Duration delay, Runnable task);

    /**
     * Whether the reader comes back to its loop; false after {@link #close}, after a broken invariant, and while one
     * listener keeps it for longer than even a broker that is away explains.
     */
    boolean alive();

    /**
     * Reads none of what is followed any more, nor of what will be, as if all of it had been cut: it is of a log that is not the one that
     * was read.
     */
    void lose(String what);

    /** What of the log that was followed is not what it was, and is read no more; empty as long as all is. */
    Optional<String> lost();

    /**
     * Why not, of topics that Kafka does not let this process read now: by topic. Their partitions wait, the others are read, and once
     * Kafka allows it, they go on where they were. Any thread may ask.
     */
    default Map<String, String> barred() {
        return Map.of();
    }

    /** Whether all is lost ({@link #lose}): nothing more of this log is read, and nothing may be claimed in it. Any thread may ask. */
    default boolean distrusts() {
        return false;
    }

    /**
     * Stops reading; returns when the thread has ended, or after five seconds if a listener waits for Kafka. No listener
     * is called afterwards.
     */
    @Override
    void close();
}
