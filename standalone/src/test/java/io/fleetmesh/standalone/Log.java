package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.MemberFact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The fleet's log, read and spoiled behind the services' backs. */
final class Log implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrap;
    private final KafkaProducer<byte[], byte[]> producer;

    Log(String bootstrap) {
        this.bootstrap = bootstrap;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Writes what is no fact under the key of one.
     *
     * @param claimed with the claim of the partition's owner, as if it had written it
     */
    void poison(String topic, String key, boolean claimed) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), "{\"no\": \"fact\"".getBytes(UTF_8));
        record.headers()
                .add(Headers.TYPE, EventTypes.of(MemberFact.ServiceFact.class).getBytes(UTF_8));
        if (claimed) {
            record.headers().add(newestClaim(topic));
        }
        var _ = producer.send(record);
        producer.flush();
    }

    /** Deletes a key by the claim under which it was first written, as a zombie would. */
    void deleteByFirstClaim(String topic, String key) {
        Header claim = read(topic).stream()
                .filter(record -> new String(record.key(), UTF_8).equals(key))
                .map(record -> record.headers().lastHeader(Headers.CLAIM))
                .findFirst()
                .orElseThrow();
        ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), null);
        tombstone.headers().add(claim);
        var _ = producer.send(tombstone);
        producer.flush();
    }

    private Header newestClaim(String topic) {
        return read(topic).reversed().stream()
                .map(record -> record.headers().lastHeader(Headers.CLAIM))
                .filter(header -> header != null)
                .findFirst()
                .orElseThrow();
    }

    /** Deletes topics with all that is in them. */
    void delete(String... topics) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            var _ = admin.deleteTopics(List.of(topics)).all().get();
        }
    }

    /** Keys of all records, in order. */
    List<String> keys(String topic) {
        return read(topic).stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    /** Keys of all tombstones, in order. */
    List<String> tombstones(String topic) {
        return read(topic).stream()
                .filter(record -> record.value() == null)
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    /** The newest body of each key, without those that are gone. */
    Map<String, String> state(String topic) {
        Map<String, String> state = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
            String key = new String(record.key(), UTF_8);
            if (record.value() == null) {
                state.remove(key);
            } else {
                state.put(key, new String(record.value(), UTF_8));
            }
        }
        return state;
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
    }
}
