package io.fleetmesh.watcher.service;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.Format;
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
    /** How long a watcher in a member lets another one of the same member work: no group tells it when that one has gone. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

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
        config.member().filter(member -> !Format.NAME.fits(member)).ifPresent(member -> {
            throw new IllegalArgumentException("fleetmesh.watcher.member is '" + member
                    + "', expected the name of a Member: " + Format.NAME.expected());
        });
        WatchSettings settings =
                new WatchSettings(config.resync(), RECORD, config.release().orElse(Set.of()));
        Clock clock = Clock.systemUTC();
        Kubeconfigs kubeconfigs =
                new Kubeconfigs(config.kubeconfigs(), WatchTimings.STANDARD, vertx, new WatchMeters(registry), clock);
        Bus bus = buses.openSharing(name());
        Watches watches = new Watches(bus, settings, kubeconfigs, clock);
        Entrance entrance = Entrance.open(
                name(),
                bus,
                buses.memory(name()),
                List.of(config.member().map(Topic::facts).orElse(Topic.members())),
                _ -> config.member().ifPresentOrElse(member -> watches.watchAlone(member, PATIENCE), watches::start));
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
        return new ServiceStatus(
                alive, alive && now.entrance().readsAll() && now.watches().ready(), details);
    }
}
