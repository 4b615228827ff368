package io.fleetmesh.watcher.realapi;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.RecordHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What stands in a member's topic, and what was ever deleted there. */
final class Facts implements PartitionListener {
    private final Map<String, MemberFact> now = new ConcurrentHashMap<>();
    private final List<String> deleted = new CopyOnWriteArrayList<>();

    @Override
    public void onRecord(ConsumerRecord<byte[], byte[]> record) {
        String key = RecordHeaders.key(record);
        switch (Codec.decode(RecordHeaders.type(record), record.value())) {
            case Decoded.Known(MemberFact fact) -> now.put(key, fact);
            case Decoded.Tombstone() -> {
                now.remove(key);
                deleted.add(key);
            }
            // The claim.
            default -> {}
        }
    }

    @Override
    public void onCaughtUp() {}

    /** Keys of the objects of a family. */
    Set<String> of(Family family) {
        return now.keySet().stream()
                .filter(key -> key.startsWith(family.segment() + "/"))
                .collect(Collectors.toSet());
    }

    Optional<MemberFact> get(String key) {
        return Optional.ofNullable(now.get(key));
    }

    /** Every key that was deleted, in order. */
    List<String> deleted() {
        return List.copyOf(deleted);
    }

    /** How the family was listed whole; empty if it was not. */
    Optional<CompletenessFact> complete(Family family) {
        return get("complete/" + family.segment()).map(CompletenessFact.class::cast);
    }

    boolean says(Reachability state) {
        return get("reachability")
                .map(ReachabilityFact.class::cast)
                .filter(said -> said.state() == state)
                .isPresent();
    }
}
