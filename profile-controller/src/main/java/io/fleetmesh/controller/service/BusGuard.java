package io.fleetmesh.controller.service;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.messaging.AccessKeeper;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.Entrance;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Access on the bus, with connections of its own. */
record BusGuard(Bus bus, AccessKeeper keeper, Entrance entrance) implements AutoCloseable {

    /** Begins once the log is trusted. */
    static BusGuard open(BusFactory buses, BusConfig config, String profile) {
        if (config.resync().toSeconds() < 1) {
            throw new IllegalArgumentException("fleetmesh.bus.resync is " + config.resync() + ", expected at least 1s");
        }
        Bus bus = buses.openSharing(AccessKeeper.NAME);
        AccessKeeper keeper = new AccessKeeper(
                bus, new AccessKeeper.Settings(profile, config.revokeAfter(), config.resync()), Clock.systemUTC());
        Entrance entrance = Entrance.open(
                AccessKeeper.NAME,
                bus,
                buses.memory(AccessKeeper.NAME),
                List.of(Topic.members(), Topic.views(profile)),
                _ -> keeper.start());
        return new BusGuard(bus, keeper, entrance);
    }

    boolean alive() {
        return keeper.alive() && entrance.alive();
    }

    /** Adds what stands in the way, for health: nothing else stops because of it. */
    void describe(Map<String, String> details) {
        entrance.describe(details);
        keeper.problem().ifPresent(problem -> details.put("access", problem));
    }

    @Override
    public void close() {
        entrance.close();
        keeper.close();
        bus.close();
    }
}
