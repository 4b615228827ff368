package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.Headers;
import io.fleetmesh.kit.domain.Payload;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records with their CloudEvents headers. One for all of a service's partitions; thread-safe. A call waits while
 * Kafka is away and the buffer is full; closing the writer ends the wait.
 */
public final class EventWriter implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String source;
    private final String incarnation;
    private final Clock clock;
    private final AtomicLong sequence = new AtomicLong();

    /**
     * @param source CloudEvents source: the service
     * @param incarnation unique to this start of the process: makes event IDs unique
     */
    public EventWriter(BusSettings settings, String source, String incarnation, Clock clock) {
        this.producer =
                new KafkaProducer<>(settings.producerConfig(), new ByteArraySerializer(), new ByteArraySerializer());
        this.source = source;
        this.incarnation = incarnation;
        this.clock = clock;
    }

    /** Sends one record; {@code claim} is empty for a Claim and for topics with many writers. */
    public void send(
            TopicPartition to,
            String key,
            String type,
            Optional<Payload> value,
            OptionalLong claim,
            Map<String, String> extraHeaders,
            Callback whenDone) {
        List<Header> headers = new ArrayList<>(8 + extraHeaders.size());
        add(headers, Headers.SPEC_VERSION, "1.0");
        add(headers, Headers.ID, incarnation + "-" + sequence.incrementAndGet());
        add(headers, Headers.SOURCE, "/fleetmesh/" + source);
        add(headers, Headers.TYPE, type);
        add(headers, Headers.TIME, clock.instant().toString());
        add(headers, Headers.SUBJECT, key);
        add(headers, Headers.CONTENT_TYPE, "application/json");
        claim.ifPresent(number -> add(headers, Headers.CLAIM, Long.toString(number)));
        extraHeaders.forEach((name, text) -> add(headers, name, text));
        // The callback hears of the outcome; the future says nothing more.
        var _ = producer.send(
                new ProducerRecord<>(
                        to.topic(),
                        to.partition(),
                        key.getBytes(UTF_8),
                        value.map(Payload::bytes).orElse(null),
                        headers),
                whenDone);
    }

    private static void add(List<Header> headers, String name, String text) {
        headers.add(new RecordHeader(name, text.getBytes(UTF_8)));
    }

    /** Whether this writer sent {@code record}. */
    boolean sent(ConsumerRecord<?, ?> record) {
        Header id = record.headers().lastHeader(Headers.ID);
        return id != null && id.value() != null && new String(id.value(), UTF_8).startsWith(incarnation + "-");
    }

    /** Sends what is buffered, for at most five seconds, and ends every wait. */
    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
