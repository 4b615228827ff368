package io.fleetmesh.meshstore.snapshot;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.meshstore.domain.StoreScope;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    /** Kafka may have forgotten a delete after {@link Topic#TOMBSTONES_KEPT}. */
    private static final Duration OLDEST = Topic.TOMBSTONES_KEPT.dividedBy(2);

    public Snapshot {
        partitions = Map.copyOf(partitions);
    }

    /** How old it is. */
    public Duration age(Instant now) {
        return Duration.between(asOf, now);
    }

    /** What it has of a topic. */
    public Optional<PartitionState> partition(Topic topic) {
        return Optional.ofNullable(partitions.get(topic.name()));
    }

    /** The records that it has of a topic; none if it has no such topic. */
    public List<? extends FleetRecord> records(Topic topic) {
        Optional<PartitionState> partition = partition(topic);
        return partition.isPresent() ? partition.get().records() : List.of();
    }

    /** By source of a view, how many entries it has of each family of which it has everything; sources of none are left out. */
    public Map<String, Map<MeshFamily, Integer>> completeEntries(StoreScope scope) {
        Map<String, Map<MeshFamily, Integer>> sources = new TreeMap<>();
        records(scope.views()).stream()
                .filter(ConsumerView.class::isInstance)
                .flatMap(view -> ((ConsumerView) view).sources().stream())
                .distinct()
                .forEach(source -> sources.put(source, completeEntries(records(scope.mesh(source)))));
        sources.values().removeIf(Map::isEmpty);
        return sources;
    }

    private static Map<MeshFamily, Integer> completeEntries(List<? extends FleetRecord> records) {
        Map<MeshFamily, Integer> entries = new EnumMap<>(MeshFamily.class);
        for (FleetRecord record : records) {
            if (record instanceof CompletenessRecord marker) {
                entries.put(marker.family(), 0);
            }
        }
        records.forEach(record ->
                familyOf(record).ifPresent(family -> entries.computeIfPresent(family, (_, count) -> count + 1)));
        return entries;
    }

    /** Of what is an entry of its own. */
    private static Optional<MeshFamily> familyOf(FleetRecord record) {
        return switch (record) {
            case NodeRecord _ -> Optional.of(MeshFamily.NODES);
            case IdentityRecord _ -> Optional.of(MeshFamily.IDENTITIES);
            case IpRecord _ -> Optional.of(MeshFamily.IPS);
            case ServiceRecord _ -> Optional.of(MeshFamily.SERVICES);
            case WholeSliceRecord _ -> Optional.of(MeshFamily.ENDPOINT_SLICES);
            case ServiceExportRecord _ -> Optional.of(MeshFamily.SERVICE_EXPORTS);
            default -> Optional.empty();
        };
    }

    /**
     * Why a log cannot be read on from here; empty if it can.
     *
     * @param topicIds of that log, by topic
     */
    public Optional<String> foreignTo(Log other, Map<String, String> topicIds, Instant now) {
        if (!other.clusterId().equals(log.clusterId())) {
            return Optional.of("Kafka cluster " + log.clusterId() + ", this is " + other.clusterId());
        }
        if (!other.incarnation().equals(log.incarnation())) {
            return Optional.of("incarnation " + log.incarnation() + ", this is " + other.incarnation());
        }
        if (age(now).compareTo(OLDEST) > 0) {
            return Optional.of("as of " + asOf + ": deletes since then may be forgotten");
        }
        return partitions.values().stream()
                .filter(partition -> !partition.topicId().equals(topicIds.get(partition.topic())))
                .map(partition -> "topic " + partition.topic() + " of ID " + partition.topicId() + ", this is "
                        + topicIds.getOrDefault(partition.topic(), "gone"))
                .findFirst();
    }
}
