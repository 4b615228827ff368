package io.fleetmesh.meshstore.service;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceStatus;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.ProjectionSettings;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.messaging.StoreFeed;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Serves each member's agents its view. */
@ApplicationScoped
public class StoreService implements FleetService {
    private final StoreConfig config;
    private final BusFactory buses;
    private final MeterRegistry registry;

    /** All that lives from start to stop. */
    private record Parts(
            Bus bus, StoreFeed feed, Attempts topics, Endpoint endpoint, ScheduledExecutorService heartbeat) {}

    private volatile Parts parts;

    StoreService(StoreConfig config, BusFactory buses, MeterRegistry registry) {
        this.config = config;
        this.buses = buses;
        this.registry = registry;
    }

    @Override
    public String name() {
        return StoreFeed.SERVICE;
    }

    @Override
    public void start() {
        if (config.heartbeat().isZero() || config.heartbeat().compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("fleetmesh.store.heartbeat is " + config.heartbeat()
                    + ", expected above 0 and at most 1m: agents reconnect after two minutes without one");
        }
        Bus bus = buses.open(name());
        Clock clock = Clock.systemUTC();
        Projection projection = new Projection(ProjectionSettings.defaults(), new Revisions());
        StoreFeed feed = new StoreFeed(bus, config.profile(), projection, clock);
        Attempts topics = Attempts.of("await the topic of views", () -> {
            if (!bus.topics().present(Topic.views(config.profile()))) {
                return false;
            }
            feed.start();
            return true;
        });
        // Its own timer: the heartbeat ticks whatever happens to Kafka.
        ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("store-heartbeat").daemon(true).factory());
        long interval = config.heartbeat().toMillis();
        var _ = heartbeat.scheduleAtFixedRate(
                () -> projection.heartbeat(clock.instant()), interval, interval, TimeUnit.MILLISECONDS);
        parts = new Parts(bus, feed, topics, Endpoint.open(config, projection, registry), heartbeat);
    }

    @Override
    public void stop() {
        parts.endpoint().close();
        parts.heartbeat().shutdownNow();
        parts.topics().close();
        parts.bus().close();
    }

    @Override
    public ServiceStatus status() {
        Parts now = parts;
        Map<String, String> details = new HashMap<>(now.feed().details());
        now.topics().failure().ifPresent(failure -> details.put("topics", failure));
        details.put("endpoint", now.endpoint().describe());
        boolean alive = now.bus().reader().alive()
                && !now.heartbeat().isTerminated()
                && now.topics().failure().isEmpty();
        return new ServiceStatus(
                alive, alive && now.endpoint().open() && now.feed().ready(), details);
    }
}
