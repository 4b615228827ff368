package io.fleetmesh.meshstore.service;

import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.Entrance;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceStatus;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.ProjectionSettings;
import io.fleetmesh.meshstore.domain.ReplicaLag;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.Serving;
import io.fleetmesh.meshstore.domain.StoreScope;
import io.fleetmesh.meshstore.messaging.Checkpoints;
import io.fleetmesh.meshstore.messaging.Freshness;
import io.fleetmesh.meshstore.messaging.StatusWriter;
import io.fleetmesh.meshstore.messaging.StoreFeed;
import io.fleetmesh.meshstore.messaging.WholeSources;
import io.fleetmesh.meshstore.snapshot.Snapshot;
import io.fleetmesh.meshstore.snapshot.SnapshotDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Serves each member's agents its view. */
@ApplicationScoped
public class StoreService implements FleetService {
    private static final Logger LOG = Logger.getLogger(StoreService.class);
    /** Below that of who asks. */
    private static final Duration COMPARE_PATIENCE = Duration.ofSeconds(30);

    /** This part of the heap unless told otherwise. */
    private static final long HEAP_FOR_HISTORY = 16;

    private final StoreConfig config;
    private final BusFactory buses;
    private final MeterRegistry registry;

    /** All that lives from start to stop. */
    private record Parts(
            Bus bus,
            LogMemory memory,
            StoreFeed feed,
            Entrance entrance,
            Endpoint endpoint,
            ScheduledExecutorService heartbeat,
            Optional<Checkpoints> checkpoints,
            Optional<Siblings> siblings,
            WholeSources compared,
            StatusWriter statuses,
            Attempts givingBack) {

        /** Whether all that serves runs. */
        boolean alive() {
            // What it has learned is worth more than a log that it cannot read: that alone makes it not ready, and no
            // more.
            return bus.reader().alive() && !heartbeat.isTerminated();
        }

        /** A topic that was lost concerns those who see it, as the feed says; the log is lost to all. */
        boolean readsTrustedLog() {
            return bus.reader().alive() && entrance.trusted();
        }

        /** Why it serves nobody as it should; empty if there is no reason that concerns all. */
        String trouble() {
            if (!alive()) {
                return "its reader or its heartbeat has ended";
            }
            if (!feed.servesSnapshot() && !readsTrustedLog()) {
                return "the log is not trusted, or not yet";
            }
            if (!endpoint.open()) {
                return "endpoint " + endpoint.describe();
            }
            return behind().orElse("");
        }

        /** In what another replica is further than this one. */
        Optional<String> behind() {
            return siblings.flatMap(Siblings::behind);
        }
    }

    private volatile @Nullable Parts parts;

    StoreService(StoreConfig config, BusFactory buses, MeterRegistry registry) {
        this.config = config;
        this.buses = buses;
        this.registry = registry;
    }

    @Override
    public String name() {
        return StoreFeed.SERVICE;
    }

    @Override
    public void start() {
        if (config.heartbeat().isZero() || config.heartbeat().compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("fleetmesh.store.heartbeat is " + config.heartbeat()
                    + ", expected above 0 and at most 1m: agents reconnect after two minutes without one");
        }
        LogMemory memory = buses.memory(name());
        Optional<SnapshotDirectory> directory =
                buses.directory(name()).map(state -> new SnapshotDirectory(state.resolve("snapshot")));
        Optional<Snapshot> snapshot = directory.flatMap(StoreService::read);
        Bus bus = buses.open(name());
        Clock clock = Clock.systemUTC();
        Projection projection = new Projection(
                ProjectionSettings.of(history(), config.removalGrace()), Revisions.since(clock.instant()));
        registry.gauge("fleetmesh_store_history_bytes", projection, Projection::historyBytes);
        StoreScope scope = new StoreScope(config.profile(), config.consumer());
        StoreFeed feed = new StoreFeed(bus, scope, projection, clock, memory, snapshot, config.acceptSmaller());
        Entrance entrance = Entrance.open(name(), bus, memory, List.of(scope.views()), feed::start);
        var _ = Freshness.watch(bus.reader(), feed::topics, feed::snapshotServed, clock, registry);
        StoreConfig.Snapshots snapshots = config.snapshot();
        bus.reader().executeAfter(snapshots.patience(), () -> feed.serveSnapshot(snapshots.servedUpTo()));
        // Its own timer: the heartbeat ticks whatever happens to Kafka.
        ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("store-heartbeat").daemon(true).factory());
        long interval = config.heartbeat().toMillis();
        var _ = heartbeat.scheduleAtFixedRate(() -> beat(projection, clock), interval, interval, TimeUnit.MILLISECONDS);
        Optional<Siblings> siblings = config.siblings()
                .filter(others -> !others.isEmpty())
                .map(others -> Siblings.watch(others, () -> applied(memory, feed)));
        parts = new Parts(
                bus,
                memory,
                feed,
                entrance,
                Endpoint.open(
                        config,
                        projection,
                        () -> siblings.flatMap(Siblings::behind).isEmpty(),
                        registry),
                heartbeat,
                directory.map(
                        kept -> Checkpoints.start(bus, feed, memory, kept, clock, snapshots.interval(), registry)),
                siblings,
                new WholeSources(config.profile(), () -> buses.open(name() + "-compare"), clock, limits()),
                StatusWriter.start(bus, config.profile(), replica(), this::serving, clock, registry),
                Attempts.of("give back what reading everything took", bus.meters(), () -> giveBack(feed)));
    }

    /** A timer drops for ever what throws, and without a heartbeat agents reconnect again and again. */
    private static void beat(Projection projection, Clock clock) {
        try {
            projection.heartbeat(clock.instant());
        } catch (RuntimeException e) {
            LOG.errorv(e, "No heartbeat this time");
        }
    }

    private HistoryLimits history() {
        StoreConfig.History history = config.history();
        long bytes = history.bytes().orElse(Runtime.getRuntime().maxMemory() / HEAP_FOR_HISTORY);
        return new HistoryLimits(history.events(), bytes, history.keepFor());
    }

    private Optional<List<Serving>> serving() {
        return Optional.ofNullable(parts)
                .filter(Parts::readsTrustedLog)
                .map(now -> now.feed()
                        .serving(
                                now.trouble(),
                                now.endpoint()::connections,
                                now.endpoint().trust()));
    }

    private String replica() {
        return config.replica().orElseGet(() -> {
            try {
                return InetAddress.getLocalHost().getHostName() + ":" + config.port();
            } catch (UnknownHostException e) {
                LOG.warnv(
                        "Host has no name, set fleetmesh.store.replica if there are several cause={0}", e.getMessage());
                return "store:" + config.port();
            }
        });
    }

    private WholeSources.Limits limits() {
        StoreConfig.Compare compare = config.compare();
        return new WholeSources.Limits(compare.members(), compare.entries(), compare.idle(), COMPARE_PATIENCE);
    }

    /** What it took beside the state itself would stay resident until the heap is full. */
    private static boolean giveBack(StoreFeed feed) {
        if (!feed.ready()) {
            return false;
        }
        System.gc();
        return true;
    }

    private static Optional<Snapshot> read(SnapshotDirectory directory) {
        try {
            return directory.read();
        } catch (IOException e) {
            LOG.errorv("Snapshot refused, all is read again cause={0}", e.getMessage());
            return Optional.empty();
        }
    }

    private static ReplicaLag applied(LogMemory memory, StoreFeed feed) {
        return new ReplicaLag(memory.remembered().map(Incarnation::id).orElse(""), feed.positions());
    }

    void showSources(@Observes Router router) {
        SourcePages pages = new SourcePages(member -> {
            Parts now = parts;
            return now == null
                    ? new WholeSources.Answer.Reading()
                    : now.compared().of(member);
        });
        router.get(SourcePages.PATH).handler(pages::answer);
    }

    void tellSiblings(@Observes Router router) {
        router.get(Siblings.PATH).handler(request -> {
            Parts now = parts;
            var _ = now == null
                    ? request.response().setStatusCode(503).end()
                    : request.response()
                            .putHeader("Content-Type", "application/json")
                            .end(Buffer.buffer(Siblings.answer(applied(now.memory(), now.feed()))));
        });
    }

    @Override
    public void stop() {
        Parts ending = Objects.requireNonNull(parts);
        ending.givingBack().close();
        ending.statuses().close();
        ending.endpoint().close();
        ending.compared().close();
        ending.siblings().ifPresent(Siblings::close);
        ending.checkpoints().ifPresent(Checkpoints::close);
        ending.heartbeat().shutdownNow();
        ending.entrance().close();
        ending.bus().close();
    }

    @Override
    public ServiceStatus status() {
        Parts now = Objects.requireNonNull(parts);
        Map<String, String> details = new HashMap<>(now.feed().details());
        now.entrance().describe(details);
        details.put("endpoint", now.endpoint().describe());
        now.behind().ifPresent(behind -> details.put("replica", behind));
        return new ServiceStatus(
                now.alive(), now.trouble().isEmpty() && now.feed().ready(), details);
    }
}
