package io.fleetmesh.controller.service;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The operator's word on a log that was lost and begun again, or restored from an older state. */
@ConfigMapping(prefix = "fleetmesh.log")
public interface LogConfig {
    /** The incarnation that is given up for the log that is there; health says which one is remembered. */
    Optional<String> accept();

    /** A backup whose records are brought into the log and whose incarnation is given up; nothing happens while it is not there. */
    Optional<Path> restore();
}
