package io.fleetmesh.meshstore.snapshot;

import io.fleetmesh.contract.FleetRecord;
import java.util.List;

/**
 * The fold of one partition up to an offset.
 *
 * @param topic its name; the partition is 0
 * @param topicId Kafka's ID of it
 * @param next the offset to go on from
 * @param newestClaim the newest claim before it
 * @param records in any order, one for each key; not copied, as they may be unpacked one by one: never to be changed
 */
public record PartitionState(
        String topic, String topicId, long next, long newestClaim, List<? extends FleetRecord> records) {}
