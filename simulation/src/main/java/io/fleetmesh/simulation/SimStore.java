package io.fleetmesh.simulation;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.Topics;
import io.fleetmesh.meshstore.domain.Coalescing;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.ProjectionSettings;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.StoreScope;
import io.fleetmesh.meshstore.messaging.StoreFeed;
import io.fleetmesh.meshstore.snapshot.PartitionState;
import io.fleetmesh.meshstore.snapshot.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The store over all of its lives: what agents see of it, and the snapshot that outlives each of them. */
final class SimStore {
    private final String consumer;
    private final Map<String, SimMember> members;
    private final EventQueue queue;
    private final SimKafka kafka;
    private final SimLog log;
    private Optional<StoreProbe> probe = Optional.empty();
    private Optional<StoreFeed> feed = Optional.empty();
    private Optional<Snapshot> snapshot = Optional.empty();
    private boolean smallerAccepted;
    /** Of the log that the newest life reads. */
    private long generation;
    /** What agents saw of that log before this life. */
    private Map<String, Integer> seenBefore = Map.of();

    SimStore(String consumer, Map<String, SimMember> members, EventQueue queue, SimKafka kafka, SimLog log) {
        this.consumer = consumer;
        this.members = members;
        this.queue = queue;
        this.kafka = kafka;
        this.log = log;
    }

    /** A life begins. On its process's thread. */
    void begin(SimProcess process, LogMemory memory, LogGate gate) {
        Projection projection = new Projection(
                new ProjectionSettings(Coalescing.defaults(), HistoryLimits.defaults(), Duration.ofSeconds(1)),
                new Revisions());
        Map<String, Integer> baseline = baseline();
        seenBefore = seen();
        generation = kafka.generation();
        probe = Optional.of(new StoreProbe(consumer, projection, members, log, baseline));
        StoreFeed begun = new StoreFeed(
                process.bus(), StoreScope.of(SimLog.PROFILE), projection, queue, memory, snapshot, smallerAccepted);
        feed = Optional.of(begun);
        begun.start(gate);
    }

    /** What the first state that a life serves must have. */
    private Map<String, Integer> baseline() {
        Map<String, Integer> baseline = earlier();
        log.exported().forEach((key, exported) -> baseline.merge(key, exported, Math::max));
        return baseline;
    }

    /** What agents have seen of the log that is there, in whatever state it was then. */
    private Map<String, Integer> seen() {
        if (kafka.generation() != generation) {
            return Map.of();
        }
        return probe.flatMap(StoreProbe::shown).orElse(seenBefore);
    }

    /** What lives before have shown of the same log, and what they remember of another one. */
    private Map<String, Integer> earlier() {
        Map<String, Integer> earlier = new TreeMap<>(seen());
        snapshot.filter(kept -> !smallerAccepted
                        && !kept.log().incarnation().equals(log.incarnation().id()))
                .ifPresent(kept -> kept.completeEntries(StoreScope.of(SimLog.PROFILE))
                        .keySet()
                        .forEach(source -> SimLog.services(source, kept.records(Topic.mesh(SimLog.PROFILE, source)))
                                .forEach((key, had) -> earlier.merge(key, had, Math::max))));
        return earlier;
    }

    /**
     * Whether what the log exports is no older than what was shown and is remembered, and rests on facts: what was under way
     * when the log was restored is taken back by an owner whose facts are older still. What a plan has closed is withdrawn, and
     * comes by those facts if another plan opens it.
     */
    boolean isCoveredByTheLog() {
        Map<String, Integer> exported = log.exported();
        Map<String, Integer> known = log.known();
        Map<String, Integer> filled = log.open() ? exported : known;
        return (log.open() || exported.isEmpty())
                && exported.entrySet().stream()
                        .allMatch(each -> known.getOrDefault(each.getKey(), 0) >= each.getValue())
                && earlier().entrySet().stream()
                        .allMatch(had -> probe.orElseThrow().isCovered(had.getKey(), had.getValue(), filled));
    }

    /** As the store's checkpoints do, of the life that runs. */
    void checkpoint(SimProcess process, LogMemory memory) {
        StoreFeed now = feed.orElse(null);
        if (now == null || process.isDead() || !now.ready()) {
            return;
        }
        Topics topics = process.bus().topics();
        Map<String, String> ids = topics.ids(now.topics());
        Snapshot.Log read = new Snapshot.Log(
                topics.clusterId(), memory.remembered().orElseThrow().id());
        long generation = kafka.generation();
        Set<TopicPartition> partitions =
                now.topics().stream().map(topic -> new TopicPartition(topic, 0)).collect(Collectors.toSet());
        process.bus().reader().whenRead(partitions, () -> {
            if (kafka.generation() == generation && now.ready()) {
                snapshot = Optional.of(new Snapshot(
                        read,
                        queue.instant(),
                        now.changes(ids, Map.of()).stream()
                                .collect(Collectors.toMap(PartitionState::topic, Function.identity()))));
            }
        });
    }

    /** Whether its newest life serves. */
    boolean serves() {
        return feed.filter(StoreFeed::ready).isPresent();
    }

    /** Whether agents are let in to what its newest life shows. */
    boolean shows() {
        return probe.filter(StoreProbe::shows).isPresent();
    }

    /** Whether its newest life has begun to read a topic. */
    boolean reads(Topic topic) {
        return feed.filter(begun -> begun.topics().contains(topic.name())).isPresent();
    }

    /** The operator's word for the lives to come. */
    void acceptSmaller() {
        smallerAccepted = true;
    }

    /** Looks at what has changed for agents. */
    void check() {
        probe.ifPresent(StoreProbe::check);
    }

    /** Agents see exactly what the members hold. */
    void converged() {
        probe.orElseThrow(() -> new StoreProbe.Violation("the store never began"))
                .converged();
    }

    /** What agents see, for a report. */
    String describe() {
        return probe.map(StoreProbe::describe).toString();
    }
}
