package io.fleetmesh.kit.service;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What a process keeps for its next start. */
@ConfigMapping(prefix = "fleetmesh.state")
public interface StateConfig {
    /**
     * Directory for it, of this process alone; nothing is kept without one, and a service then takes any log for the one that
     * it has always read.
     */
    Optional<Path> directory();
}
