package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.embeddedkafka.Quorum;
import io.fleetmesh.kit.domain.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaEventWriterTest {
    /** More than a quiet partition may have at once, and more than is held. */
    private static final int RECORDS = 2_345;

    @TempDir
    Path directory;

    @Test
    void aBusyPartitionKeepsItsOrderAndWhatIsHeldGoesOutAtTheEnd() throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, Quorum.aloneAnywhere(), 1)) {
            BusSettings settings = new BusSettings(kafka.bootstrapServers(), "test", Duration.ofSeconds(6), Map.of());
            try (TopicProvisioner topics = new TopicProvisioner(settings, (short) 1);
                    LogReader reader = new KafkaLogReader(settings, "reader", topics, System::nanoTime)) {
                Topic topic = Topic.deadLetters();
                await().ignoreExceptions().until(() -> {
                    topics.ensure(List.of(topic));
                    return true;
                });
                TopicPartition partition = new TopicPartition(topic.name(), 0);
                List<String> keys = new CopyOnWriteArrayList<>();
                reader.follow(partition, new PartitionListener() {
                    @Override
                    public void onRecord(ConsumerRecord<byte[], byte[]> record) {
                        keys.add(new String(record.key(), UTF_8));
                    }

                    @Override
                    public void onCaughtUp() {}
                });

                AtomicInteger acknowledged = new AtomicInteger();
                try (EventWriter writer =
                        new KafkaEventWriter(settings, new EventHeaders("test", "run", Clock.systemUTC()))) {
                    for (int i = 0; i < RECORDS; i++) {
                        send(writer, partition, i, acknowledged);
                    }
                }

                assertEquals(RECORDS, acknowledged.get());
                await().until(() -> keys.size() >= RECORDS);
                assertEquals(
                        IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList(), keys);
            }
        }
    }

    private static void send(EventWriter writer, TopicPartition to, int number, AtomicInteger acknowledged) {
        writer.send(
                to,
                Integer.toString(number),
                "test",
                Optional.of(new Payload(new byte[0])),
                OptionalLong.empty(),
                Map.of(),
                (_, failure) -> {
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                    }
                });
    }
}
