package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.kit.domain.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An {@link EventWriter} with a producer of its own. */
public final class KafkaEventWriter implements EventWriter {
    private final KafkaProducer<byte[], byte[]> producer;
    private final EventHeaders headers;

    public KafkaEventWriter(BusSettings settings, EventHeaders headers) {
        this.producer =
                new KafkaProducer<>(settings.producerConfig(), new ByteArraySerializer(), new ByteArraySerializer());
        this.headers = headers;
    }

    @Override
    public void send(
            TopicPartition to,
            String key,
            String type,
            Optional<Payload> value,
            OptionalLong claim,
            Map<String, String> extraHeaders,
            Callback whenDone) {
        // The callback hears of the outcome; the future says nothing more.
        var _ = producer.send(
                new ProducerRecord<>(
                        to.topic(),
                        to.partition(),
                        key.getBytes(UTF_8),
                        value.map(Payload::bytes).orElse(null),
                        headers.next(key, type, claim, extraHeaders)),
                whenDone);
    }

    @Override
    public boolean sent(ConsumerRecord<?, ?> record) {
        return headers.areOn(record);
    }

    /** Sends what is buffered, for at most five seconds, and ends every wait. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
