package io.fleetmesh.kit.messaging;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Topics with a batch that is not as it was written, as by a disk's fault. Which partition has it Kafka's client (4.1) says only in the
 * words of its exception, each time by the partition's whole name.
 */
final class DamagedTopics {
    private DamagedTopics() {}

    /** Those of {@code followed} that the failure names; none if it is about something else. */
    static Set<String> in(KafkaException failure, Collection<TopicPartition> followed) {
        String said = String.valueOf(failure.getMessage());
        return followed.stream()
                .filter(partition -> names(said, partition))
                .map(TopicPartition::topic)
                .collect(Collectors.toSet());
    }

    private static boolean names(String said, TopicPartition partition) {
        return Pattern.compile("(?<![\\w.-])" + Pattern.quote(partition.toString()) + "(?![\\w-]|\\.\\w)")
                .matcher(said)
                .find();
    }
}
