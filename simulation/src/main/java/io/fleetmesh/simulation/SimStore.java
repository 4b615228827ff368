package io.fleetmesh.simulation;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.Topics;
import io.fleetmesh.meshstore.domain.Coalescing;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.ProjectionSettings;
import io.fleetmesh.meshstore.domain.ReplicaLag;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.StoreScope;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.messaging.StoreFeed;
import io.fleetmesh.meshstore.snapshot.PartitionState;
import io.fleetmesh.meshstore.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** One replica of the store over all of its lives: what agents see of it, and the snapshot that outlives each of them. */
final class SimStore {
    private static final StoreScope SCOPE = StoreScope.of(SimController.PROFILE);
    private static final TopicPartition VIEWS = new TopicPartition(SCOPE.views().name(), 0);
    /** How long it waits for Kafka. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What a probe sees of a life. */
    interface Reading {
        ViewAccess.Access view();

        /** How far the views have been read; empty before they are. */
        OptionalLong position();

        long now();
    }

    /** A snapshot, and of which log it is. */
    private record Kept(Snapshot snapshot, long generation) {}

    private final Map<String, SimMember> members;
    private final EventQueue queue;
    private final SimKafka kafka;
    private final SimController controller;
    private final SimLog log;
    private final Duration servedUpTo;
    private Optional<Running> running = Optional.empty();
    private Optional<Kept> kept = Optional.empty();
    private boolean smallerAccepted;
    /** Of the log that the newest life reads, or did before it showed anything. */
    private long generation;
    /** What agents saw of that log before this life. */
    private Map<String, Integer> seenBefore = Map.of();

    private Set<String> podsBefore = Set.of();

    /** @param servedUpTo how old a snapshot may be that is served while Kafka is away */
    SimStore(
            Map<String, SimMember> members,
            EventQueue queue,
            SimKafka kafka,
            SimController controller,
            SimLog log,
            Duration servedUpTo) {
        this.members = members;
        this.queue = queue;
        this.kafka = kafka;
        this.controller = controller;
        this.log = log;
        this.servedUpTo = servedUpTo;
    }

    /** A life. */
    private final class Running implements Role.Life, Reading {
        private final SimProcess process;
        private final LogMemory memory;
        private final Projection projection = new Projection(
                new ProjectionSettings(Coalescing.defaults(), HistoryLimits.defaults(), Duration.ofSeconds(1)),
                new Revisions());
        private final StoreFeed feed;
        private final StoreProbe probe = new StoreProbe(this, members, controller, log);
        /** How often the log had been restored when it began to read. */
        private int restores = -1;

        Running(SimProcess process, LogMemory memory) {
            this.process = process;
            this.memory = memory;
            this.feed = new StoreFeed(
                    process.bus(), SCOPE, projection, queue, memory, kept.map(Kept::snapshot), smallerAccepted);
            process.bus().reader().executeAfter(PATIENCE, this::serveSnapshot);
        }

        private void serveSnapshot() {
            feed.serveSnapshot(servedUpTo);
            if (feed.servesSnapshot()) {
                Kept served = kept.orElseThrow();
                if (served.snapshot().age(queue.instant()).compareTo(servedUpTo) > 0) {
                    throw new StoreProbe.Violation(
                            "a snapshot is served as of " + served.snapshot().asOf());
                }
                generation = served.generation();
                served.snapshot()
                        .records(SCOPE.views())
                        .forEach(view -> probe.restored((ConsumerView) view, services(served.snapshot())));
            }
        }

        @Override
        public void begin(LogGate gate) {
            probe.reads(baseline());
            generation = kafka.generation();
            restores = kafka.restores();
            feed.start(gate);
        }

        @Override
        public ViewAccess.Access view() {
            return projection.viewOf(SimController.CONSUMER);
        }

        @Override
        public OptionalLong position() {
            return process.position(VIEWS);
        }

        @Override
        public long now() {
            return queue.now();
        }

        private ReplicaLag applied() {
            return new ReplicaLag(memory.remembered().map(Incarnation::id).orElse(""), feed.positions());
        }
    }

    /** A life begins. */
    Role.Life live(SimProcess process, LogMemory memory) {
        podsBefore = seenPods();
        seenBefore = seen();
        Running life = new Running(process, memory);
        running = Optional.of(life);
        return life;
    }

    private static Map<String, Integer> services(Snapshot snapshot) {
        Map<String, Integer> services = new TreeMap<>();
        snapshot.records(SCOPE.views()).stream()
                .flatMap(view -> ((ConsumerView) view).sources().stream())
                .forEach(source -> services.putAll(SimLog.services(source, snapshot.records(SCOPE.mesh(source)))));
        return services;
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
        return running.flatMap(life -> life.probe.shown()).orElse(seenBefore);
    }

    /** The same of pods. */
    private Set<String> seenPods() {
        if (kafka.generation() != generation) {
            return Set.of();
        }
        return running.flatMap(life -> life.probe.shownPods()).orElse(podsBefore);
    }

    /** What lives before have shown of the same log, and what they remember of another one. */
    private Map<String, Integer> earlier() {
        Map<String, Integer> earlier = new TreeMap<>(seen());
        kept.map(Kept::snapshot)
                .filter(snapshot -> !smallerAccepted
                        && !snapshot.log()
                                .incarnation()
                                .equals(controller.incarnation().id()))
                .ifPresent(snapshot -> {
                    Map<String, Integer> had = services(snapshot);
                    had.keySet()
                            .removeIf(key -> snapshot.completeEntries(SCOPE).keySet().stream()
                                    .noneMatch(source -> key.contains("/" + source + "/")));
                    had.forEach((key, generation) -> earlier.merge(key, generation, Math::max));
                });
        return earlier;
    }

    /**
     * Whether what the log exports is no older than what was shown and is remembered, and rests on facts that are not either: what was
     * under way when the log was restored is taken back by an owner whose facts are older still, and what the facts have older
     * comes as soon as somebody exports it. What a plan has closed is withdrawn, and comes by those facts if another plan opens
     * it.
     */
    boolean isCoveredByTheLog() {
        Map<String, Integer> exported = log.exported();
        Map<String, Integer> known = log.known();
        StoreProbe probe = running.orElseThrow().probe;
        boolean servicesRest =
                exported.entrySet().stream().allMatch(each -> known.getOrDefault(each.getKey(), 0) >= each.getValue());
        boolean servicesCover = earlier().entrySet().stream()
                // Who has left gives nothing any more.
                .filter(had -> controller.members().containsKey(StoreProbe.memberOf(had.getKey())))
                .allMatch(had -> probe.isCovered(had.getKey(), had.getValue(), known)
                        && (!controller.open() || probe.isCovered(had.getKey(), had.getValue(), exported)));
        return (controller.open() || exported.isEmpty()) && servicesRest && servicesCover && podsAreCovered(probe);
    }

    private boolean podsAreCovered(StoreProbe probe) {
        Set<String> exported = log.exportedPods();
        Set<String> known = log.knownPods();
        return known.containsAll(exported)
                && seenPods().stream()
                        .filter(pod ->
                                controller.members().containsKey(SimLog.memberOf(pod)) && !probe.wasPodWithdrawn(pod))
                        .allMatch(pod -> known.contains(pod) && (!controller.open() || exported.contains(pod)));
    }

    /** As the store's checkpoints do, of the life that runs. */
    void checkpoint() {
        running.filter(life -> !life.process.isDead() && life.feed.ready() && !life.feed.servesSnapshot())
                .filter(_ -> !kafka.isAway())
                .ifPresent(this::checkpoint);
    }

    private void checkpoint(Running life) {
        Topics topics = life.process.bus().topics();
        Map<String, String> ids = topics.ids(life.feed.topics());
        Snapshot.Log read = new Snapshot.Log(
                topics.clusterId(), life.memory.remembered().orElseThrow().id());
        long generation = kafka.generation();
        Instant asOf = queue.instant();
        Set<TopicPartition> partitions = life.feed.topics().stream()
                .map(topic -> new TopicPartition(topic, 0))
                .collect(Collectors.toSet());
        life.process.bus().reader().whenRead(partitions, () -> {
            Map<String, PartitionState> states = life.feed.changes(ids, Map.of()).stream()
                    .collect(Collectors.toMap(PartitionState::topic, Function.identity()));
            if (kafka.generation() == generation
                    && ids.keySet().containsAll(life.feed.positions().keySet())) {
                kept = Optional.of(new Kept(new Snapshot(read, asOf, states), generation));
            }
        });
    }

    /** Whether its newest life serves. */
    boolean serves() {
        return running.filter(life -> life.feed.ready()).isPresent();
    }

    /** Whether agents are let in to what its newest life shows. */
    boolean shows() {
        return running.filter(life -> life.probe.shows()).isPresent();
    }

    /** Whether its newest life has begun to read a topic. */
    boolean reads(Topic topic) {
        return running.filter(life -> life.feed.topics().contains(topic.name())).isPresent();
    }

    /** The process of its newest life. */
    Optional<SimProcess> process() {
        return running.map(life -> life.process);
    }

    /** What agents see of its newest life. */
    Optional<StoreProbe> probe() {
        return running.map(life -> life.probe);
    }

    /** Whether its newest life answers and has followed the log that is there, or could have, for so long. */
    boolean hasFollowedFor(Duration time) {
        return running.filter(life -> life.process.hasRunFor(time)
                        && kafka.isLog(generation, life.restores)
                        && !life.feed.servesSnapshot())
                .isPresent();
    }

    /** How far its newest life has come, as it tells other replicas. */
    Optional<ReplicaLag> applied() {
        return running.map(Running::applied);
    }

    /** The operator's word for the lives to come. */
    void acceptSmaller() {
        smallerAccepted = true;
    }

    /** Looks at what has changed for agents. */
    void check() {
        running.ifPresent(life -> life.probe.check());
    }

    /** Agents see exactly what the members hold. */
    void converged() {
        running.orElseThrow(() -> new StoreProbe.Violation("the store never began"))
                .probe
                .converged();
    }

    /** What agents see, for a report. */
    String describe() {
        return running.map(life -> life.probe.describe()).toString();
    }
}
