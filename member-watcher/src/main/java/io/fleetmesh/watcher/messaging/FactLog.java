package io.fleetmesh.watcher.messaging;

import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.domain.Holds;
import io.fleetmesh.watcher.domain.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** A member's facts on the bus, from their claim on. Thread-safe. */
final class FactLog implements Holds, AutoCloseable {
    private final OwnedPartition partition;

    private FactLog(OwnedPartition partition) {
        this.partition = partition;
    }

    /** Claims the member's facts; {@code owner} hears when they may be written. */
    static FactLog claim(Bus bus, KnownMember member, OwnedPartition.Owner owner) {
        return new FactLog(OwnedPartition.claim(
                new TopicPartition(Topic.facts(member.id()).name(), 0),
                new Claim(bus.settings().client(), Optional.of(member.id()).filter(_ -> member.watchesItself())),
                bus.reader(),
                bus.writer(),
                bus.meters(),
                owner));
    }

    /** Those of a partition that was claimed before. */
    static FactLog of(OwnedPartition partition) {
        return new FactLog(partition);
    }

    /** The facts that {@code partition} holds and that this version can read. */
    static List<MemberFact> facts(OwnedPartition partition) {
        return partition.records().values().stream()
                .filter(MemberFact.class::isInstance)
                .map(MemberFact.class::cast)
                .toList();
    }

    void write(Operation operation) {
        switch (operation) {
            case Operation.Put(MemberFact fact) -> put(fact);
            case Operation.Remove(String key) -> remove(key);
        }
    }

    void put(MemberFact fact) {
        var _ = partition.put(fact, Map.of());
    }

    void remove(String key) {
        var _ = partition.remove(key, Map.of());
    }

    /** Why they cannot be claimed or written. */
    Optional<String> problem() {
        return partition.problem();
    }

    @Override
    public Set<String> keys(Family family) {
        return partition.state().keySet().stream()
                .filter(key -> key.startsWith(family.segment() + "/"))
                .collect(Collectors.toSet());
    }

    @Override
    public List<MemberFact> facts(Family family) {
        return facts(partition).stream()
                .filter(fact -> fact.key().startsWith(family.segment() + "/"))
                .toList();
    }

    @Override
    public boolean holds(MemberFact fact) {
        return partition
                .get(fact.key())
                .filter(new Payload(Codec.encode(fact))::equals)
                .isPresent();
    }

    /** The facts stay as they are. */
    @Override
    public void close() {
        partition.close();
    }
}
