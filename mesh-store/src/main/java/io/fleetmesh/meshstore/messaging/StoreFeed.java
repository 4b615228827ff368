package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.Serving;
import io.fleetmesh.meshstore.domain.StoreScope;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.snapshot.PartitionState;
import io.fleetmesh.meshstore.snapshot.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Feeds a projection from the bus: the views of its scope, and the mesh topic of every member in one of them. All of it happens
 * on the reader's thread, but for what health asks.
 */
public final class StoreFeed {
    /** The service's name. */
    public static final String SERVICE = "mesh-store";

    private static final Logger LOG = Logger.getLogger(StoreFeed.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String SOURCE_LOST = "source.";

    private final Bus bus;
    private final StoreScope scope;
    private final Projection projection;
    private final Clock clock;
    private final Map<String, ConsumerView> views = new ConcurrentHashMap<>();
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    /** Sources that have caught up with a log that may have been replaced or restored meanwhile. */
    private final Set<String> unverified = new HashSet<>();

    /** What is not as it was, and why. */
    private final Map<String, String> lost = new ConcurrentHashMap<>();

    private final LogMemory memory;
    /** Until something is read: it takes as much again as what it becomes. */
    private Optional<Snapshot> snapshot;

    private final Optional<Instant> snapshotOf;
    private final boolean acceptSmaller;
    private final AppliedTopics topics;
    private final Flushes flushes;

    private Optional<LogGate> gate = Optional.empty();
    private boolean started;
    private volatile boolean restored;
    private volatile boolean servesSnapshot;
    private volatile boolean viewsRead;

    /**
     * A feed that has not begun.
     *
     * @param snapshot of an earlier life, to begin with if it is of the log that is read
     * @param acceptSmaller whether less than the snapshot had is taken for the truth, should it not be of the log
     */
    public StoreFeed(
            Bus bus,
            StoreScope scope,
            Projection projection,
            Clock clock,
            LogMemory memory,
            Optional<Snapshot> snapshot,
            boolean acceptSmaller) {
        this.acceptSmaller = acceptSmaller;
        this.bus = bus;
        this.topics = new AppliedTopics(bus);
        this.scope = scope;
        this.projection = projection;
        this.clock = clock;
        this.flushes = new Flushes(bus.reader(), projection, clock);
        this.memory = memory;
        this.snapshot = snapshot;
        this.snapshotOf = snapshot.map(Snapshot::asOf);
    }

    /**
     * Begins to read; the log must be trusted and the topic of views there. On the reader's thread.
     *
     * @param gate that let it in
     */
    public void start(LogGate gate) {
        this.gate = Optional.of(gate);
        started = true;
        lost.remove("snapshot");
        if (snapshot.isEmpty()) {
            readFromBeginning();
            return;
        }
        try {
            Optional<String> foreign = snapshot.get()
                    .foreignTo(
                            presentLog(),
                            bus.topics().ids(snapshot.get().partitions().keySet()),
                            clock.instant());
            if (foreign.isEmpty()) {
                resume(snapshot.get());
            } else if (restored) {
                lost.put("log", "serves a snapshot of another log (" + foreign.get() + "): restart to read this one");
                LOG.errorv("Snapshot served is of another log, nothing is read cause={0}", foreign.get());
            } else {
                LOG.warnv("Snapshot not used, all is read again cause={0}", foreign.get());
                if (!acceptSmaller) {
                    // A log that was lost is filled again bit by bit; agents shall not see it grow.
                    snapshot.get().completeEntries(scope).forEach(projection::expect);
                }
                readFromBeginning();
            }
            snapshot = Optional.empty();
        } catch (KafkaException e) {
            LOG.warnv("Snapshot not compared with the log, tried again cause={0}", e);
            bus.reader().executeAfter(RETRY, () -> start(gate));
        }
    }

    /**
     * Serves the snapshot as long as nothing can be read: Kafka is away, and what agents would otherwise get is nothing. On
     * the reader's thread.
     *
     * @param oldest the age up to which it is
     */
    public void serveSnapshot(Duration oldest) {
        if (started || restored || snapshot.isEmpty()) {
            return;
        }
        if (snapshot.get().age(clock.instant()).compareTo(oldest) > 0) {
            lost.put(
                    "snapshot",
                    "as of " + snapshot.get().asOf()
                            + ", not served while the log cannot be read: fleetmesh.store.snapshot.served-up-to is "
                            + oldest);
            LOG.warnv(
                    "Snapshot not served, the log cannot be read asOf={0} oldest={1}",
                    snapshot.get().asOf(), oldest);
            return;
        }
        restore(snapshot.get());
        viewsRead = true;
        projection.viewsCaughtUp();
        followed.forEach(projection::sourceCaughtUp);
        servesSnapshot = true;
        LOG.warnv(
                "Snapshot served until the log can be read asOf={0}",
                snapshot.get().asOf());
        flushes.now();
    }

    private Snapshot.Log presentLog() {
        String incarnation = memory.remembered().map(Incarnation::id).orElse("unknown");
        return new Snapshot.Log(bus.topics().clusterId(), incarnation);
    }

    private void readFromBeginning() {
        topics.follow(scope.views(), new Views(), Optional.empty());
    }

    private void resume(Snapshot kept) {
        if (!restored) {
            restore(kept);
        }
        topics.follow(scope.views(), new Views(), kept.partition(scope.views()));
        followed.forEach(source -> {
            Topic topic = scope.mesh(source);
            topics.follow(topic, new Source(source), kept.partition(topic));
        });
        servesSnapshot = false;
        LOG.infov(
                "Snapshot taken up asOf={0} partitions={1}",
                kept.asOf(), kept.partitions().size());
    }

    private void restore(Snapshot kept) {
        restored = true;
        Instant now = clock.instant();
        kept.records(scope.views()).forEach(record -> {
            if (record instanceof ConsumerView view) {
                views.put(view.key(), view);
                projection.applyView(view, now);
                members(view).filter(followed::add).forEach(projection::sourceFollowed);
            }
        });
        followed.forEach(source -> kept.records(scope.mesh(source)).forEach(record -> {
            if (record instanceof MeshRecord mesh) {
                projection.apply(source, mesh);
            }
        }));
    }

    /** The topics that are read. */
    public Set<String> topics() {
        return topics.names();
    }

    /** How far each topic has been applied: the offset to go on from. */
    public Map<String, Long> positions() {
        return topics.positions();
    }

    /**
     * What has been read of the topics that have gone on since. On the reader's thread.
     *
     * @param topicIds Kafka's, of the topics to look at
     * @param since positions by topic
     */
    public List<PartitionState> changes(Map<String, String> topicIds, Map<String, Long> since) {
        List<PartitionState> changes = new ArrayList<>();
        topics.state(scope.views(), List.copyOf(views.values()), topicIds, since)
                .ifPresent(changes::add);
        followed.forEach(source -> topics.state(scope.mesh(source), projection.records(source), topicIds, since)
                .ifPresent(changes::add));
        return changes;
    }

    /** Shows sources that have caught up, if the log that they were read of still is the one that was trusted. */
    private void verify() {
        Set<String> read = Set.copyOf(unverified);
        gate.orElseThrow().confirm(() -> {
            read.stream().filter(unverified::remove).forEach(projection::sourceCaughtUp);
            flushes.now();
            if (!unverified.isEmpty()) {
                verify();
            }
        });
    }

    /** Those that a view depends on: its sources, and the consumer itself for what its agents understand. */
    private static Stream<String> members(ConsumerView view) {
        return Stream.concat(view.sources().stream(), Stream.of(view.consumer()));
    }

    /** Members that no view depends on any more. */
    private void unfollowUnseen() {
        Set<String> seen = views.values().stream().flatMap(StoreFeed::members).collect(Collectors.toSet());
        for (String source : List.copyOf(followed)) {
            if (!seen.contains(source)) {
                followed.remove(source);
                unverified.remove(source);
                topics.unfollow(scope.mesh(source));
                projection.sourceGone(source);
            }
        }
    }

    /** Whether a snapshot is served because nothing can be read. */
    public boolean servesSnapshot() {
        return servesSnapshot;
    }

    /** As of when the snapshot is that is served because nothing can be read. */
    public Optional<Instant> snapshotServed() {
        return snapshotOf.filter(_ -> servesSnapshot);
    }

    /** Whether every view is served. */
    public boolean ready() {
        return viewsRead
                && lost.isEmpty()
                && views.values().stream()
                        .allMatch(view -> projection.viewOf(view.clusterName()) instanceof ViewAccess.Access.Ready);
    }

    /** By view, whether its agents can get ready with it: that takes the completeness of each of its sources. */
    public Map<String, String> details() {
        Map<String, String> details = new TreeMap<>(lost);
        if (servesSnapshot) {
            details.put("snapshot", "served, as of " + snapshotOf.orElseThrow() + ": the log cannot be read");
        }
        views.forEach((consumer, view) -> {
            String missing = view.sources().stream()
                    .filter(source -> !projection.incomplete(source).isEmpty())
                    .map(source -> source + " (" + segments(projection.incomplete(source)) + ")")
                    .collect(Collectors.joining(", "));
            details.put("view." + consumer, missing.isEmpty() ? COMPLETE : "not all data yet of " + missing);
        });
        return details;
    }

    /**
     * How each consumer is served now; any thread may ask.
     *
     * @param trouble of the replica as a whole; empty if there is none
     * @param connections open now, by the name of the agents' cluster
     * @param trust of the replica
     */
    public List<Serving> serving(String trouble, ToIntFunction<String> connections, Optional<StoreStatus.Trust> trust) {
        // Once for all: many views of many sources are asked for all the time.
        Set<String> incomplete = followed.stream()
                .filter(source -> !projection.incomplete(source).isEmpty())
                .collect(Collectors.toSet());
        return views.values().stream()
                .map(view -> new Serving(
                        view.consumer(),
                        trouble.isEmpty() ? trouble(view) : trouble,
                        connections.applyAsInt(view.clusterName()),
                        view.sources().size(),
                        incomplete.isEmpty() ? 0 : count(view.sources(), incomplete),
                        trust))
                .toList();
    }

    private static int count(List<String> sources, Set<String> incomplete) {
        return Math.toIntExact(sources.stream().filter(incomplete::contains).count());
    }

    /** Why a consumer's agents do not get their view as it should be. */
    private String trouble(ConsumerView view) {
        return lost.entrySet().stream()
                .filter(entry -> concerns(entry.getKey(), view))
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .min(Comparator.naturalOrder())
                .orElseGet(() -> switch (projection.viewOf(view.clusterName())) {
                    case ViewAccess.Access.Ready _ -> "";
                    case ViewAccess.Access.NotLoaded _ -> "not all of its view has been read yet";
                    case ViewAccess.Access.Unknown _ ->
                        "its cluster name, " + view.clusterName() + ", is that of another consumer, too";
                });
    }

    private static boolean concerns(String lost, ConsumerView view) {
        return !lost.startsWith(SOURCE_LOST) || members(view).anyMatch(member -> lost.equals(SOURCE_LOST + member));
    }

    private static String segments(Set<MeshFamily> families) {
        return families.stream().map(MeshFamily::segment).collect(Collectors.joining(", "));
    }

    /** What {@link #details} says of a view that has everything. */
    public static final String COMPLETE = "complete";

    private final class Views implements StateFollower.Handler {
        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            if (body.isPresent() && body.get() instanceof ConsumerView view) {
                views.put(key, view);
                projection.applyView(view, clock.instant());
                members(view).filter(followed::add).forEach(member -> {
                    projection.sourceFollowed(member);
                    topics.follow(scope.mesh(member), new Source(member), Optional.empty());
                });
            } else if (body.isEmpty()) {
                views.remove(key);
                projection.removeView(key);
            } else {
                LOG.errorv("Record is no view key={0} offset={1}", key, offset);
            }
        }

        @Override
        public void onCaughtUp() {
            projection.viewsCaughtUp();
            viewsRead = true;
            flushes.now();
        }

        @Override
        public void onBatchEnd() {
            unfollowUnseen();
            flushes.now();
        }

        @Override
        public void onLogReset(String what) {
            lost.put("views", "the log was cut or recreated, the last views stay: " + what);
        }
    }

    private final class Source implements StateFollower.Handler {
        private final String member;

        Source(String member) {
            this.member = member;
        }

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            if (body.isEmpty()) {
                projection.remove(member, key);
                return;
            }
            if (!(body.get() instanceof MeshRecord record)) {
                LOG.errorv("Record is no mesh record member={0} key={1} offset={2}", member, key, offset);
                return;
            }
            projection.apply(member, record);
        }

        @Override
        public void onCaughtUp() {
            if (unverified.isEmpty()) {
                bus.reader().execute(StoreFeed.this::verify);
            }
            unverified.add(member);
        }

        @Override
        public void onBatchEnd() {
            flushes.soon();
        }

        @Override
        public void onLogReset(String what) {
            lost.put(SOURCE_LOST + member, "the log was cut or recreated, the last state stays: " + what);
        }
    }
}
