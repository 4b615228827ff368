package io.fleetmesh.controller.service;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where members are found that nobody declares by hand. */
@ConfigMapping(prefix = "fleetmesh.discovery")
public interface DiscoveryConfig {
    /** A directory: for each file NAME.kubeconfig in it that no Member refers to, a Member NAME is declared. */
    Optional<Path> kubeconfigs();
}
