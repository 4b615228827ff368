package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Asks where partitions end, one question at a time, on another connection than the consumer's: there a broker answers only once the
 * fetch that waits has ended, half a second later where nothing comes. For the reader's thread.
 */
final class EndOffsets {
    private static final Logger LOG = Logger.getLogger(EndOffsets.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Topics topics;
    private final LogReader reader;
    private boolean asking;

    /** @param topics who is asked; not closed here */
    EndOffsets(Topics topics, LogReader reader) {
        this.topics = topics;
        this.reader = reader;
    }

    /** Whether nothing can be asked now. */
    boolean asking() {
        return asking;
    }

    /**
     * Asks, unless {@link #asking}.
     *
     * @param then told on the reader's thread, of those of which Kafka said it; not called if it said nothing at all
     */
    void ask(Set<TopicPartition> partitions, Consumer<Map<TopicPartition, Long>> then) {
        asking = true;
        Thread.ofVirtual().name("end-offsets").start(() -> {
            boolean all = false;
            try {
                Map<TopicPartition, Long> ends = topics.ends(partitions);
                all = ends.keySet().containsAll(partitions);
                reader.execute(() -> then.accept(ends));
            } catch (KafkaException e) {
                LOG.warnv(e, "End offsets not known yet");
            }
            // Who is not answered asks again, and not at once.
            reader.executeAfter(all ? Duration.ZERO : AGAIN, () -> asking = false);
        });
    }
}
