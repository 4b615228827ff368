package io.fleetmesh.controller.service;

import io.fleetmesh.contract.Backup;
import io.fleetmesh.controller.api.GlobalServiceApi;
import io.fleetmesh.controller.api.IntentApi;
import io.fleetmesh.controller.api.OpenApi;
import io.fleetmesh.controller.api.PlanApi;
import io.fleetmesh.controller.discovery.KubeconfigFolder;
import io.fleetmesh.controller.domain.DeclaredMember;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.LogAcceptance;
import io.fleetmesh.controller.domain.ProfileSettings;
import io.fleetmesh.controller.messaging.GlobalServiceDirectory;
import io.fleetmesh.controller.messaging.ProfileKeeper;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceStatus;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Admits members into the profile, writes their views, provisions their topics. */
@ApplicationScoped
public class ControllerService implements FleetService {
    private final ProfileConfig config;
    private final LogConfig log;
    private final BusConfig onBus;
    private final DiscoveryConfig discovery;
    private final BusFactory buses;

    private record Parts(Bus bus, ProfileKeeper keeper, GlobalServiceDirectory services, Optional<BusGuard> guard) {}

    private Optional<KubeconfigFolder> folder = Optional.empty();

    private volatile Parts parts;

    ControllerService(
            ProfileConfig config, LogConfig log, BusConfig onBus, DiscoveryConfig discovery, BusFactory buses) {
        this.config = config;
        this.discovery = discovery;
        this.log = log;
        this.onBus = onBus;
        this.buses = buses;
    }

    @Override
    public String name() {
        return "profile-controller";
    }

    @Override
    public void start() {
        ProfileSettings settings = new ProfileSettings(config.name(), config.maxConnectedClusters());
        LogAcceptance acceptance = new LogAcceptance(log.accept(), backup());
        LogMemory memory = buses.memory(name());
        Bus bus = buses.open(name());
        parts = new Parts(
                bus,
                new ProfileKeeper(
                        bus,
                        settings,
                        config.members().stream()
                                .map(member ->
                                        new DeclaredMember(member.id(), member.clusterName(), member.clusterId()))
                                .toList(),
                        config.removed().orElse(Set.of()),
                        memory,
                        acceptance,
                        Clock.systemUTC()),
                new GlobalServiceDirectory(name(), bus),
                onBus.acls() ? Optional.of(BusGuard.open(buses, onBus, config.name())) : Optional.empty());
        folder = discovery.kubeconfigs().map(path -> new KubeconfigFolder(path, this::intents));
        folder.ifPresent(KubeconfigFolder::start);
    }

    private Optional<Intents> intents() {
        return Optional.ofNullable(parts).map(now -> now.keeper().intents());
    }

    void serveIntents(@Observes Router router) {
        new IntentApi(this::intents).mount(router);
        new PlanApi(
                        () -> Optional.ofNullable(parts).map(now -> now.keeper().plans()),
                        () -> Optional.ofNullable(parts).map(now -> now.keeper().statuses()))
                .mount(router);
        new GlobalServiceApi(() ->
                        Optional.ofNullable(parts).flatMap(now -> now.services().all()))
                .mount(router);
        OpenApi.mount(router);
    }

    private Optional<Backup> backup() {
        Optional<Path> file = log.restore().filter(Files::exists);
        try {
            return file.isPresent() ? Optional.of(Backup.read(Files.readAllBytes(file.get()))) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "fleetmesh.log.restore is " + file.get() + ", which cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        folder.ifPresent(KubeconfigFolder::close);
        parts.guard().ifPresent(BusGuard::close);
        parts.services().close();
        parts.keeper().close();
        parts.bus().close();
    }

    @Override
    public ServiceStatus status() {
        ProfileKeeper keeper = parts.keeper();
        Map<String, String> details = new TreeMap<>(keeper.details());
        parts.guard().ifPresent(open -> open.describe(details));
        boolean alive = keeper.alive() && parts.guard().stream().allMatch(BusGuard::alive);
        return new ServiceStatus(alive, alive && keeper.ready(), details);
    }
}
