package io.fleetmesh.watcher.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What the member watcher is told. */
@ConfigMapping(prefix = "fleetmesh.watcher")
public interface WatcherConfig {
    /**
     * The one member that this process watches, in the member itself ({@code spec.placement: member}); absent for a watcher of the
     * hub, which shares all others with its like.
     */
    Optional<String> member();

    /** Directory with {@code <member>.kubeconfig} and, where it is not the current one, the context's name in {@code <member>.context}. */
    Path kubeconfigs();

    /**
     * How often a family of objects is listed although its watch goes on, and how often what is not watched is looked at; that
     * ten times as often while a right is missing.
     */
    @WithDefault("30m")
    Duration resync();

    /** Deletes held as too many that this process may write after all: {@code <member>/<family>}, comma-separated. */
    Optional<Set<String>> release();
}
