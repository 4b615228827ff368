package io.fleetmesh.controller.service;

import io.fleetmesh.controller.domain.DeclaredMember;
import io.fleetmesh.controller.domain.ProfileSettings;
import io.fleetmesh.controller.messaging.ProfileKeeper;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceStatus;
import jakarta.enterprise.context.ApplicationScoped;

/** Admits members into the profile, writes their views, provisions their topics. */
@ApplicationScoped
public class ControllerService implements FleetService {
    private final ProfileConfig config;
    private final BusFactory buses;

    private record Parts(Bus bus, ProfileKeeper keeper) {}

    private volatile Parts parts;

    ControllerService(ProfileConfig config, BusFactory buses) {
        this.config = config;
        this.buses = buses;
    }

    @Override
    public String name() {
        return "profile-controller";
    }

    @Override
    public void start() {
        ProfileSettings settings = new ProfileSettings(config.name(), config.maxConnectedClusters());
        Bus bus = buses.open(name());
        parts = new Parts(
                bus,
                new ProfileKeeper(
                        bus,
                        settings,
                        config.members().stream()
                                .map(member ->
                                        new DeclaredMember(member.id(), member.clusterName(), member.clusterId()))
                                .toList()));
    }

    @Override
    public void stop() {
        parts.keeper().close();
        parts.bus().close();
    }

    @Override
    public ServiceStatus status() {
        ProfileKeeper keeper = parts.keeper();
        boolean alive = keeper.alive();
        return new ServiceStatus(alive, alive && keeper.ready(), keeper.details());
    }
}
