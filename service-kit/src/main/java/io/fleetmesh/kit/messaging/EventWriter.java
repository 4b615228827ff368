package io.fleetmesh.kit.messaging;

import io.fleetmesh.kit.domain.Payload;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes records with their CloudEvents headers. One for all of a service's partitions; thread-safe. A call waits while
 * Kafka is away and the buffer is full; closing the writer ends the wait.
 */
public interface EventWriter extends AutoCloseable {

    /** Sends one record; {@code claim} is empty for a Claim and for topics with many writers. */
    void send(
            TopicPartition to,
            String key,
            String type,
            Optional<Payload> value,
            OptionalLong claim,
            Map<String, String> extraHeaders,
            Callback whenDone);

    /** Whether this writer sent {@code record}. */
    boolean sent(ConsumerRecord<?, ?> record);

    @Override
    void close();
}
