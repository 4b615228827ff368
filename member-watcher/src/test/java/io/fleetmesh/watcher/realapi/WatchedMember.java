package io.fleetmesh.watcher.realapi;

import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.TopicDeadLetters;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.messaging.Topics;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.kube.Kubeconfigs;
import io.fleetmesh.watcher.kube.WatchMeters;
import io.fleetmesh.watcher.kube.WatchTimings;
import io.fleetmesh.watcher.messaging.WatchSettings;
import io.fleetmesh.watcher.messaging.Watches;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** One member, watched by all of the watcher's own code; only the group that shares members out is not there. */
final class WatchedMember implements AutoCloseable {
    /** The server ends a watch each second, so that a right or a token that has gone is missed soon. */
    private static final WatchTimings TIMINGS = new WatchTimings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            Duration.ofMillis(500));

    private final String id;
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus;
    private final LogReader reader;
    private final Watches watches;
    private final Facts facts = new Facts();

    /** @param kubeconfigs directory with {@code <id>.kubeconfig} */
    WatchedMember(EmbeddedKafka kafka, Path kubeconfigs, String id) {
        this.id = id;
        MeterRegistry registry = new SimpleMeterRegistry();
        BusSettings settings =
                new BusSettings(kafka.bootstrapServers(), "test-" + id, Duration.ofSeconds(10), Map.of());
        Topics topics = new TopicProvisioner(settings, (short) 1);
        // As services do: a topic that was just made is not always there yet.
        await().ignoreExceptions().until(() -> {
            topics.ensure(List.of(Topic.facts(id), Topic.deadLetters()));
            return true;
        });
        EventWriter writer =
                new KafkaEventWriter(settings, new EventHeaders(Watches.SERVICE, "test-" + id, Clock.systemUTC()));
        this.bus = new Bus(
                settings,
                new KafkaLogReader(settings, "bus-" + id, topics, System::nanoTime),
                writer,
                topics,
                new BusMeters(registry),
                new TopicDeadLetters(writer, registry));
        this.reader = new KafkaLogReader(settings, "facts-" + id, topics, System::nanoTime);
        this.watches = new Watches(
                bus,
                new WatchSettings(Duration.ofHours(1), Duration.ofSeconds(60), Set.of()),
                new Kubeconfigs(kubeconfigs, TIMINGS, vertx, new WatchMeters(registry), Clock.systemUTC()),
                Clock.systemUTC());
        reader.follow(new TopicPartition(Topic.facts(id).name(), 0), facts);
        bus.reader().execute(() -> watches.onOurs(new Member(id, "default", id, 1)));
    }

    Facts facts() {
        return facts;
    }

    /** What health says of it. */
    String health() {
        return watches.details().getOrDefault("member." + id, "");
    }

    @Override
    public void close() {
        watches.close();
        reader.close();
        bus.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
