package io.fleetmesh.meshstore.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * All that a store had read at one moment.
 *
 * @param log of which it is
 * @param asOf everything that stood in the log then is in it
 * @param partitions by topic
 */
public record Snapshot(Log log, Instant asOf, Map<String, PartitionState> partitions) {

    /**
     * Which log.
     *
     * @param clusterId Kafka's
     * @param incarnation its ID
     */
    public record Log(String clusterId, String incarnation) {}

    public Snapshot {
        partitions = Map.copyOf(partitions);
    }

    /** How old it is. */
    public Duration age(Instant now) {
        return Duration.between(asOf, now);
    }
}
