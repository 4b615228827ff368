package io.fleetmesh.meshstore.domain;

import java.util.Map;
import java.util.Optional;

/**
 * How far a replica has applied the log.
 *
 * @param incarnation of the log; positions in different ones have nothing to do with each other
 * @param positions by topic, the offset to go on from
 */
public record ReplicaLag(String incarnation, Map<String, Long> positions) {
    public ReplicaLag {
        positions = Map.copyOf(positions);
    }

    /**
     * The topic in which this replica is still behind what {@code sibling} had applied some time ago; empty if there is none.
     * What one of them does not read does not count.
     */
    public Optional<String> behind(ReplicaLag sibling) {
        if (!incarnation.equals(sibling.incarnation)) {
            return Optional.empty();
        }
        return sibling.positions.entrySet().stream()
                .filter(theirs -> positions.getOrDefault(theirs.getKey(), Long.MAX_VALUE) < theirs.getValue())
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }
}
