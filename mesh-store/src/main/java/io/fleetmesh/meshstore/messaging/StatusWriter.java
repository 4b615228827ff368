package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.meshstore.domain.Serving;
import io.fleetmesh.meshstore.domain.StatusReports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Tells the bus how this replica serves each consumer, from a thread of its own: whatever Kafka does, agents are served. Of a
 * consumer there is at most one record under way, and none before its topic is there, which others make.
 */
public final class StatusWriter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StatusWriter.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_FOR_TOPICS = Duration.ofSeconds(5);

    private final Bus bus;
    private final StatusReports reports;
    private final String replica;
    private final Supplier<Optional<List<Serving>>> serving;
    private final Clock clock;
    private final Counter unsent;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-status").daemon(true).factory());
    /** Consumers whose topic is there. */
    private final Set<String> known = new HashSet<>();

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private Instant lookedForTopics = Instant.MIN;
    private String lastCause = "";

    StatusWriter(
            Bus bus,
            String profile,
            String replica,
            Supplier<Optional<List<Serving>>> serving,
            Clock clock,
            MeterRegistry registry) {
        this.bus = bus;
        this.reports = new StatusReports(profile, replica);
        this.replica = replica;
        this.serving = serving;
        this.clock = clock;
        this.unsent = registry.counter("fleetmesh_store_status_unsent");
    }

    /**
     * Begins to look once a second.
     *
     * @param replica this replica's name, which no other of the same consumers has
     * @param serving how each consumer is served now; empty while nothing may be written
     */
    public static StatusWriter start(
            Bus bus,
            String profile,
            String replica,
            Supplier<Optional<List<Serving>>> serving,
            Clock clock,
            MeterRegistry registry) {
        StatusWriter writer = new StatusWriter(bus, profile, replica, serving, clock, registry);
        var _ = writer.worker.scheduleWithFixedDelay(
                writer::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return writer;
    }

    /** Says what is due. */
    void look() {
        try {
            Instant now = clock.instant();
            Optional<List<Serving>> all = serving.get();
            if (all.isEmpty()) {
                // Another log may not have the topics.
                known.clear();
                return;
            }
            Map<String, Serving> served = new HashMap<>();
            all.get().forEach(each -> served.put(each.consumer(), each));
            learnTopics(served.keySet(), now);
            served.values().stream()
                    .filter(each -> known.contains(each.consumer()) && !underWay.contains(each.consumer()))
                    .forEach(each -> reports.next(each, now).ifPresent(this::tell));
            reports.gone(served.keySet()).forEach(this::takeBack);
        } catch (RuntimeException e) {
            // The timer drops for ever what throws.
            unsent.increment();
            String cause = e.toString();
            if (!cause.equals(lastCause)) {
                lastCause = cause;
                LOG.warnv("Store's status not told, tried again later cause={0}", cause);
            }
        }
    }

    /** A producer that writes to a topic which is not there waits for it, or has the broker make one that breaks the contract. */
    private void learnTopics(Set<String> consumers, Instant now) {
        known.retainAll(consumers);
        Map<String, String> unknown = new HashMap<>();
        consumers.stream()
                .filter(consumer -> !known.contains(consumer))
                .forEach(consumer -> unknown.put(Topic.storeStatus(consumer).name(), consumer));
        // A clock that was set back must not end the looking.
        boolean lately = !now.isBefore(lookedForTopics) && now.isBefore(lookedForTopics.plus(LOOK_FOR_TOPICS));
        if (unknown.isEmpty() || lately) {
            return;
        }
        lookedForTopics = now;
        bus.topics().ids(unknown.keySet()).keySet().forEach(topic -> known.add(unknown.get(topic)));
    }

    private void tell(StoreStatus status) {
        send(status.consumer(), Optional.of(new Payload(Codec.encode(status))));
    }

    private void takeBack(String consumer) {
        send(consumer, Optional.empty());
    }

    private void send(String consumer, Optional<Payload> value) {
        underWay.add(consumer);
        try {
            bus.writer()
                    .send(
                            new TopicPartition(Topic.storeStatus(consumer).name(), 0),
                            replica,
                            EventTypes.of(StoreStatus.class),
                            value,
                            OptionalLong.empty(),
                            Map.of(),
                            (_, failure) -> sent(consumer, failure == null));
        } catch (RuntimeException e) {
            underWay.remove(consumer);
            throw e;
        }
    }

    private void sent(String consumer, boolean taken) {
        underWay.remove(consumer);
        if (!taken) {
            unsent.increment();
        }
    }

    /** Says nothing more: a store that is restarted is away for less time than anybody worries. */
    @Override
    public void close() {
        worker.shutdownNow();
    }
}
