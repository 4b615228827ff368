package io.fleetmesh.controller.messaging;

import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.embeddedkafka.Quorum;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.TopicDeadLetters;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Bus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A broker, and what is connected to it: all of that ends with it, what came last first. */
final class TestBroker {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final BusSettings settings;

    TestBroker(Path directory) throws IOException {
        EmbeddedKafka kafka = closing(EmbeddedKafka.start(directory, Quorum.aloneAnywhere(), 1));
        settings = new BusSettings(kafka.bootstrapServers(), "test", Duration.ofSeconds(6), Map.of());
    }

    BusSettings settings() {
        return settings;
    }

    <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    /** It was closed by somebody else. */
    void forget(AutoCloseable closed) {
        open.remove(closed);
    }

    /** Connections of one more process. */
    Bus bus() {
        return closing(bus(settings));
    }

    /** The same to any broker; nobody but the caller closes it. */
    static Bus bus(BusSettings settings) {
        TopicProvisioner topics = new TopicProvisioner(settings, (short) 1);
        KafkaEventWriter writer = new KafkaEventWriter(settings, new EventHeaders("test", "run", Clock.systemUTC()));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        return new Bus(
                settings,
                new KafkaLogReader(settings, "reader", topics, System::nanoTime),
                writer,
                topics,
                new BusMeters(registry),
                new TopicDeadLetters(writer, registry));
    }

    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }
}
