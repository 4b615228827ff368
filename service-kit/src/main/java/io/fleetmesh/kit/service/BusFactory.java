package io.fleetmesh.kit.service;

import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.DeadLetters;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** Connects services to Kafka. */
@ApplicationScoped
public class BusFactory {
    private final KafkaConfig config;
    private final MeterRegistry registry;
    private final DeadLetters deadLetters;

    BusFactory(KafkaConfig config, MeterRegistry registry, DeadLetters deadLetters) {
        this.config = config;
        this.registry = registry;
        this.deadLetters = deadLetters;
    }

    /** Connections for {@code service}; returns at once, whether Kafka answers or not. */
    public Bus open(String service) {
        String incarnation = UUID.randomUUID().toString();
        BusSettings settings = new BusSettings(
                config.bootstrapServers(),
                service + "@" + ProcessHandle.current().pid(),
                config.sessionTimeout(),
                config.properties());
        return new Bus(
                settings,
                new KafkaLogReader(settings, service + "-reader", System::nanoTime),
                new KafkaEventWriter(settings, new EventHeaders(service, incarnation, Clock.systemUTC())),
                new TopicProvisioner(settings, config.replication()),
                new BusMeters(registry),
                deadLetters);
    }
}
