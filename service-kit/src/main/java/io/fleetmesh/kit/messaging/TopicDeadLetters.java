package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.DeadLetter;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Dead letters in their topic. One that finds too many waiting for Kafka is only logged and counted: its record still stands
 * where it was met, and the next fold meets it again.
 */
public final class TopicDeadLetters implements DeadLetters {
    private static final Logger LOG = Logger.getLogger(TopicDeadLetters.class);
    private static final TopicPartition TO =
            new TopicPartition(Topic.deadLetters().name(), 0);
    private static final int WAITING = 1024;
    private static final int KEPT_BYTES = 64 << 10;

    private final EventWriter writer;
    private final MeterRegistry registry;
    private final Semaphore room = new Semaphore(WAITING);

    /** Of a writer that is closed elsewhere. */
    public TopicDeadLetters(EventWriter writer, MeterRegistry registry) {
        this.writer = writer;
        this.registry = registry;
    }

    @Override
    public void add(String reader, ConsumerRecord<byte[], byte[]> record, String cause) {
        DeadLetter letter = letter(reader, record, cause);
        LOG.warnv(
                "Record not taken reader={0} topic={1} partition={2} offset={3} key={4} cause={5}",
                reader, record.topic(), record.partition(), record.offset(), letter.recordKey(), cause);
        registry.counter("fleetmesh_dead_letters", "reader", reader).increment();
        if (room.tryAcquire()) {
            // A writer waits while Kafka is away; a fold must not.
            Thread.ofVirtual().name("dead-letter").start(() -> send(letter));
        } else {
            unsent(letter, "too many wait for Kafka");
        }
    }

    private void send(DeadLetter letter) {
        try {
            writer.send(
                    TO,
                    letter.key(),
                    EventTypes.of(DeadLetter.class),
                    Optional.of(new Payload(Codec.encode(letter))),
                    OptionalLong.empty(),
                    Map.of(),
                    (_, failure) -> {
                        room.release();
                        if (failure != null) {
                            unsent(letter, failure.toString());
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            room.release();
            unsent(letter, e.toString());
        }
    }

    private void unsent(DeadLetter letter, String cause) {
        registry.counter("fleetmesh_dead_letters_unsent", "reader", letter.reader())
                .increment();
        LOG.errorv("Dead letter not sent origin={0} cause={1}", letter.key(), cause);
    }

    private static DeadLetter letter(String reader, ConsumerRecord<byte[], byte[]> record, String cause) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        return new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                RecordHeaders.key(record),
                cause,
                reader,
                RecordHeaders.type(record).orElse(""),
                Base64.getEncoder().encodeToString(Arrays.copyOf(value, Math.min(value.length, KEPT_BYTES))));
    }
}
