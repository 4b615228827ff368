package io.fleetmesh.kit.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.DeadLetter;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.kit.messaging.DeadLetters;
import io.fleetmesh.kit.messaging.RecordHeaders;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Dead letters by a channel. One that finds the channel full is only logged and counted: its record still stands where it
 * was met, and the next fold meets it again.
 */
@ApplicationScoped
public class ChannelDeadLetters implements DeadLetters {
    private static final Logger LOG = Logger.getLogger(ChannelDeadLetters.class);
    private static final int QUEUE = 1024;
    private static final int KEPT_BYTES = 64 << 10;

    private final Emitter<byte[]> channel;
    private final MeterRegistry registry;

    ChannelDeadLetters(
            @Channel("dead-letters") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = QUEUE)
                    Emitter<byte[]> channel,
            MeterRegistry registry) {
        this.channel = channel;
        this.registry = registry;
    }

    @Override
    public void add(String reader, ConsumerRecord<byte[], byte[]> record, String cause) {
        DeadLetter letter = letter(reader, record, cause);
        LOG.warnv(
                "Record not taken reader={0} topic={1} partition={2} offset={3} key={4} cause={5}",
                reader, record.topic(), record.partition(), record.offset(), letter.recordKey(), cause);
        registry.counter("fleetmesh_dead_letters", "reader", reader).increment();
        try {
            channel.send(message(letter));
        } catch (IllegalStateException full) {
            registry.counter("fleetmesh_dead_letters_unsent", "reader", reader).increment();
            LOG.errorv(full, "Dead letter not sent origin={0}", letter.key());
        }
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

    private static Message<byte[]> message(DeadLetter letter) {
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders()
                .add(header(Headers.SPEC_VERSION, "1.0"))
                .add(header(Headers.ID, UUID.randomUUID().toString()))
                .add(header(Headers.SOURCE, "/fleetmesh/" + letter.reader()))
                .add(header(Headers.TYPE, EventTypes.of(DeadLetter.class)))
                .add(header(Headers.TIME, Instant.now().toString()))
                .add(header(Headers.SUBJECT, letter.key()));
        return Message.of(Codec.encode(letter))
                .addMetadata(OutgoingKafkaRecordMetadata.<byte[]>builder()
                        .withKey(letter.key().getBytes(UTF_8))
                        .withHeaders(headers)
                        .build());
    }

    private static RecordHeader header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
