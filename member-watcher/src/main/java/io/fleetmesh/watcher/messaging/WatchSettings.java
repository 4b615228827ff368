package io.fleetmesh.watcher.messaging;

import io.fleetmesh.contract.Family;
import java.time.Duration;
import java.util.Set;

/**
 * How members are watched.
 *
 * @param resync how often a family is listed although its watch goes on, and how often what is not watched is looked at
 * @param record how often at most a family's resource version is recorded while it is watched
 * @param released {@code <member>/<family>}, whose held deletes the operator allows
 */
public record WatchSettings(Duration resync, Duration record, Set<String> released) {
    public WatchSettings {
        released = Set.copyOf(released);
    }

    boolean released(String member, Family family) {
        return released.contains(member + "/" + family.segment());
    }
}
