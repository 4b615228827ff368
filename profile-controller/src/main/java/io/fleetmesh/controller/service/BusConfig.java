package io.fleetmesh.controller.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Who may do what on the bus. */
@ConfigMapping(prefix = "fleetmesh.bus")
public interface BusConfig {
    /** Whether ACLs of Fleetmesh's principals are written to Kafka; its brokers need an authorizer for that. */
    @WithDefault("false")
    boolean acls();

    /** How long what nobody needs any more stays allowed, so that its reader hears of that first. */
    @WithDefault("30s")
    Duration revokeAfter();

    /** How often ACLs are compared although nothing has changed: others may have written some. */
    @WithDefault("5m")
    Duration resync();
}
