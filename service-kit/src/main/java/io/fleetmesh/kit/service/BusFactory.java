package io.fleetmesh.kit.service;

import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.LastingName;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.TopicDeadLetters;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.messaging.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Connects services to Kafka. */
@ApplicationScoped
public class BusFactory {
    private final KafkaConfig config;
    private final StateConfig state;
    private final MeterRegistry registry;
    private final List<NameFile> names = new CopyOnWriteArrayList<>();

    BusFactory(KafkaConfig config, StateConfig state, MeterRegistry registry) {
        this.config = config;
        this.state = state;
        this.registry = registry;
    }

    /**
     * Connections for {@code service}; returns at once, whether Kafka answers or not.
     *
     * @throws IllegalArgumentException if the credentials cannot be read
     */
    public Bus open(String service) {
        return open(service, Optional.empty());
    }

    /**
     * The same for one that shares its work out by Kafka's groups: they know it again after a restart, if it may keep anything
     * until then.
     *
     * @throws IllegalArgumentException if the credentials cannot be read
     */
    public Bus openSharing(String service) {
        Optional<NameFile> name =
                directory(service).map(directory -> directory.resolve("name")).flatMap(NameFile::take);
        name.ifPresent(names::add);
        return open(service, name.map(LastingName.class::cast));
    }

    @PreDestroy
    void giveNamesBack() {
        names.forEach(NameFile::close);
    }

    private Bus open(String service, Optional<LastingName> lastingName) {
        String incarnation = UUID.randomUUID().toString();
        BusSettings settings = new BusSettings(
                config.bootstrapServers(),
                service + "@" + ProcessHandle.current().pid(),
                config.sessionTimeout(),
                lastingName,
                properties());
        BusMeters meters = new BusMeters(registry);
        Topics topics = new TopicProvisioner(settings, config.replication(), meters::differs);
        EventWriter writer = new KafkaEventWriter(settings, new EventHeaders(service, incarnation, Clock.systemUTC()));
        return new Bus(
                settings,
                new KafkaLogReader(settings, service + "-reader", topics, System::nanoTime, meters::barred),
                writer,
                topics,
                meters,
                new TopicDeadLetters(writer, registry));
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(
                config.credentials().map(BusCredentials::properties).orElse(Map.of()));
        properties.putAll(config.properties());
        return properties;
    }

    /**
     * What {@code service} remembers of the log.
     *
     * @throws IllegalArgumentException if that cannot be read
     */
    public LogMemory memory(String service) {
        return new FileLogMemory(directory(service).map(directory -> directory.resolve("log.json")));
    }

    /** Where {@code service} may keep what its next start needs. */
    public Optional<Path> directory(String service) {
        return state.directory().map(directory -> directory.resolve(service));
    }
}
