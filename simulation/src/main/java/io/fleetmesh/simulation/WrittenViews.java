package io.fleetmesh.simulation;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Each view that was written for the consumer, by where it stood in the log: what a reader has come to knows it by. */
final class WrittenViews {
    private static final TopicPartition PARTITION =
            new TopicPartition(Topic.views(SimController.PROFILE).name(), 0);

    private final SimKafka kafka;
    /** One for each log, and each older state that one was restored to. */
    private final List<NavigableMap<Long, ConsumerView>> logs = new ArrayList<>(List.of(new TreeMap<>()));

    WrittenViews(SimKafka kafka) {
        this.kafka = kafka;
    }

    void written(long offset, ConsumerView view) {
        logs.getLast().put(offset, view);
    }

    /** The log is another one, or is again as it was. */
    void replaced() {
        logs.add(new TreeMap<>(logs.getLast().headMap(kafka.end(PARTITION), false)));
    }

    /** Which log is there now. */
    int log() {
        return logs.size() - 1;
    }

    /**
     * The views of which one is the newest that stands before {@code position}: one for whoever reads the log that is there,
     * several for whoever may not have noticed that it was replaced.
     *
     * @param first the log that is or was read
     */
    List<ConsumerView> before(long position, int first) {
        return logs.subList(first, logs.size()).stream()
                .map(log -> Optional.ofNullable(log.lowerEntry(position)).map(Map.Entry::getValue))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }
}
