package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.Topic;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The topics of the contract, as they are in Kafka. Thread-safe; every call blocks. */
public interface Topics extends AutoCloseable {

    /**
     * Creates what is missing. Succeeds if all are there as the contract says, as far as this process may see that.
     *
     * @throws TopicProvisioner.TopicMismatch if one is there and so different that what stands in it is not safe, or has another number of
     *     partitions
     * @throws KafkaException if Kafka does not answer
     */
    void ensure(Collection<Topic> topics);

    /**
     * Whether the topic is there.
     *
     * @throws TopicProvisioner.TopicMismatch if it is there and so different that what stands in it is not safe, or has another number of
     *     partitions
     * @throws KafkaException if Kafka does not answer
     */
    boolean present(Topic topic);

    /**
     * The ID that Kafka gave to each of these topics when it was created; those that are not there are left out.
     *
     * @throws KafkaException if Kafka does not answer
     */
    Map<String, String> ids(Collection<String> names);

    /**
     * The ID of Kafka's cluster: another one is another log.
     *
     * @throws KafkaException if Kafka does not answer
     */
    String clusterId();

    /**
     * The offset after the newest record of each of these partitions; those of which Kafka does not say it within some seconds, a topic
     * that is not there for one, are left out.
     */
    Map<TopicPartition, Long> ends(Set<TopicPartition> partitions);

    @Override
    void close();
}
