package io.fleetmesh.meshstore.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.meshstore.domain.Serving;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusWriterTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Writer writer = new Writer();
    private Optional<List<Serving>> serving = Optional.of(List.of(serving("west"), serving("east")));
    private Instant now = START;
    private boolean wrong;
    private StatusWriter status = writer(Topic.storeStatus("west"));

    private StatusWriter writer(Topic there) {
        return new StatusWriter(
                new FakeBuses(Set.of(there.name()), writer).connect(),
                "shop",
                "store-0",
                () -> {
                    if (wrong) {
                        throw new IllegalStateException("wrong");
                    }
                    return serving;
                },
                new Moving(),
                registry);
    }

    @AfterEach
    void close() {
        status.close();
    }

    private static Serving serving(String consumer) {
        return new Serving(consumer, "", 1, 2, 0, Optional.empty());
    }

    private void lookAt(int second) {
        now = START.plusSeconds(second);
        status.look();
    }

    private double unsent() {
        return registry.counter("fleetmesh_store_status_unsent").count();
    }

    @Test
    void nothingIsWrittenWhereNoTopicIs() {
        lookAt(0);

        assertEquals(List.of("fleetmesh.store-status.west store-0"), writer.written);
    }

    @Test
    void aRecordThatWaitsForKafkaIsTheOnlyOneOfItsConsumer() {
        lookAt(0);
        lookAt(60);
        assertEquals(1, writer.written.size());

        writer.answer(Optional.empty());
        lookAt(90);
        assertEquals(2, writer.written.size());
    }

    @Test
    void aRecordThatKafkaRefusesIsCountedAndSaidAgainWhenItIsDue() {
        lookAt(0);
        writer.answer(Optional.of(new KafkaException("no")));
        assertEquals(1, unsent());

        lookAt(30);
        assertEquals(2, writer.written.size());
    }

    @Test
    void aWriterThatThrowsEndsNothing() {
        writer.broken = true;
        lookAt(0);
        assertEquals(1, unsent());

        writer.broken = false;
        lookAt(30);
        assertEquals(1, writer.written.size());
    }

    @Test
    void whateverThrowsIsCountedAndEndsNothing() {
        wrong = true;
        lookAt(0);
        assertEquals(1, unsent());

        wrong = false;
        lookAt(1);
        assertEquals(1, writer.written.size());
    }

    @Test
    void topicsAreLookedForThoughTheClockIsSetBack() {
        serving = Optional.of(List.of(serving("east")));
        lookAt(600);
        assertEquals(List.of(), writer.written);

        serving = Optional.of(List.of(serving("west")));
        lookAt(0);
        assertEquals(1, writer.written.size());
    }

    @Test
    void whatWasSaidOfAConsumerIsTakenBackWhenItIsServedNoMore() {
        lookAt(0);
        writer.answer(Optional.empty());

        serving = Optional.of(List.of());
        lookAt(1);
        lookAt(2);

        assertEquals(
                List.of("fleetmesh.store-status.west store-0", "fleetmesh.store-status.west store-0 gone"),
                writer.written);
    }

    @Test
    void nothingIsWrittenIntoALogThatIsNotTrusted() {
        serving = Optional.empty();
        lookAt(0);
        assertEquals(List.of(), writer.written);

        serving = Optional.of(List.of(serving("west")));
        lookAt(5);
        serving = Optional.empty();
        lookAt(6);

        assertEquals(List.of("fleetmesh.store-status.west store-0"), writer.written);
    }

    private final class Moving extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    private static final class Writer implements EventWriter {
        private final List<String> written = new ArrayList<>();
        private final List<Callback> waiting = new ArrayList<>();
        private boolean broken;

        @Override
        public void send(
                TopicPartition to,
                String key,
                String type,
                Optional<Payload> value,
                OptionalLong claim,
                Map<String, String> extraHeaders,
                Callback whenDone) {
            if (broken) {
                throw new KafkaException("closed");
            }
            written.add(to.topic() + " " + key + (value.isEmpty() ? " gone" : ""));
            waiting.add(whenDone);
        }

        void answer(Optional<Exception> failure) {
            waiting.forEach(callback -> callback.onCompletion(null, failure.orElse(null)));
            waiting.clear();
        }

        @Override
        public boolean sent(ConsumerRecord<?, ?> record) {
            return true;
        }

        @Override
        public void close() {}
    }
}
