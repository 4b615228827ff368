package io.fleetmesh.watcher.messaging;

import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.embeddedkafka.Guard;
import io.fleetmesh.embeddedkafka.Operator;
import io.fleetmesh.embeddedkafka.Quorum;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.DeadLetters;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.messaging.Topics;
import io.fleetmesh.kit.service.Bus;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A broker that forbids what it is told to, and watchers on it. */
abstract class OnABroker {
    static final Duration LONG = Duration.ofHours(1);
    static final Duration PATIENTLY = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    Operator operator;
    private final List<AutoCloseable> open = new ArrayList<>();
    private EmbeddedKafka kafka;

    @BeforeEach
    final void startKafka() throws IOException {
        kafka = closing(EmbeddedKafka.start(directory, Quorum.aloneAnywhere(), 1, Guard.forbiddingOnly()));
        operator = closing(new Operator(kafka.bootstrapServers()));
    }

    @AfterEach
    final void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    /** It ends with the test, what came last first. */
    final <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    final BusSettings settings(String client, Duration session) {
        return new BusSettings(kafka.bootstrapServers(), client, session, Map.of());
    }

    /** Connections of a watcher's process with these settings. */
    final Bus bus(BusSettings settings, MeterRegistry registry, Function<EventWriter, DeadLetters> letters) {
        String client = settings.client();
        TopicProvisioner topics = new TopicProvisioner(settings, (short) 1);
        EventWriter writer =
                new KafkaEventWriter(settings, new EventHeaders(Watches.SERVICE, client, Clock.systemUTC()));
        return closing(new Bus(
                settings,
                new KafkaLogReader(settings, client, topics, System::nanoTime),
                writer,
                topics,
                new BusMeters(registry),
                letters.apply(writer)));
    }

    static void ensure(Topics known, Topic... topics) {
        await().ignoreExceptions().atMost(PATIENTLY).until(() -> {
            known.ensure(List.of(topics));
            return true;
        });
    }
}
