package io.fleetmesh.watcher.messaging;

import io.fleetmesh.contract.Family;
import io.fleetmesh.watcher.kube.WatchTimings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How members are watched.
 *
 * @param kubeconfigs directory with {@code <member>.kubeconfig} and, where it is not the current one, the context's name in
 *     {@code <member>.context}
 * @param resync how often a family is listed although its watch goes on
 * @param released {@code <member>/<family>}, whose held deletes the operator allows
 */
public record WatchSettings(Path kubeconfigs, WatchTimings timings, Duration resync, Set<String> released) {
    public WatchSettings {
        released = Set.copyOf(released);
    }

    boolean released(String member, Family family) {
        return released.contains(member + "/" + family.segment());
    }
}
