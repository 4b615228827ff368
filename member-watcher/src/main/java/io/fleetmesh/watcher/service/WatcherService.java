package io.fleetmesh.watcher.service;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.Entrance;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceStatus;
import io.fleetmesh.watcher.kube.Kubeconfigs;
import io.fleetmesh.watcher.kube.WatchMeters;
import io.fleetmesh.watcher.kube.WatchTimings;
import io.fleetmesh.watcher.messaging.WatchSettings;
import io.fleetmesh.watcher.messaging.Watches;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Members' APIs to facts. */
@ApplicationScoped
public class WatcherService implements FleetService {
    private static final Duration RECORD = Duration.ofSeconds(60);

    private final WatcherConfig config;
    private final BusFactory buses;
    private final Vertx vertx;
    private final MeterRegistry registry;

    /** All that lives from start to stop. */
    private record Parts(Bus bus, Watches watches, Entrance entrance) {}

    private volatile Parts parts;

    WatcherService(WatcherConfig config, BusFactory buses, Vertx vertx, MeterRegistry registry) {
        this.config = config;
        this.buses = buses;
        this.vertx = vertx;
        this.registry = registry;
    }

    @Override
    public String name() {
        return Watches.SERVICE;
    }

    @Override
    public void start() {
        if (!Files.isDirectory(config.kubeconfigs())) {
            throw new IllegalArgumentException("fleetmesh.watcher.kubeconfigs is " + config.kubeconfigs()
                    + ", expected a directory with a <member>.kubeconfig for each member");
        }
        WatchSettings settings =
                new WatchSettings(config.resync(), RECORD, config.release().orElse(Set.of()));
        Clock clock = Clock.systemUTC();
        Kubeconfigs kubeconfigs =
                new Kubeconfigs(config.kubeconfigs(), WatchTimings.STANDARD, vertx, new WatchMeters(registry), clock);
        Bus bus = buses.open(name());
        Watches watches = new Watches(bus, settings, kubeconfigs, clock);
        Entrance entrance =
                Entrance.open(name(), bus, buses.memory(name()), List.of(Topic.members()), _ -> watches.start());
        parts = new Parts(bus, watches, entrance);
    }

    @Override
    public void stop() {
        parts.entrance().close();
        parts.watches().close();
        parts.bus().close();
    }

    @Override
    public ServiceStatus status() {
        Parts now = parts;
        Map<String, String> details = new HashMap<>(now.watches().details());
        now.entrance().describe(details);
        boolean alive = now.watches().alive() && now.entrance().alive();
        return new ServiceStatus(alive, alive && now.watches().ready(), details);
    }
}
