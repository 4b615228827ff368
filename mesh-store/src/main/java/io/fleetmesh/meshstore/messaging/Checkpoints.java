package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.meshstore.snapshot.PartitionState;
import io.fleetmesh.meshstore.snapshot.Snapshot;
import io.fleetmesh.meshstore.snapshot.SnapshotDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Writes a snapshot every few seconds, as long as Kafka answers: an old one is not made to look new. It takes at most a
 * hundredth of one core; where that is not enough for the size, snapshots are written less often.
 */
public final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Checkpoints.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int REST_PER_WORK = 100;

    /** What a snapshot consists of, as of the moment that it was asked for. */
    private record Captured(List<PartitionState> changes, Map<String, Long> positions) {}

    private final Bus bus;
    private final StoreFeed feed;
    private final LogMemory memory;
    private final SnapshotDirectory directory;
    private final Clock clock;
    private final Duration interval;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-snapshots").daemon(true).factory());
    private Map<String, Long> written = Map.of();
    private volatile Optional<Instant> last = Optional.empty();

    private Checkpoints(
            Bus bus, StoreFeed feed, LogMemory memory, SnapshotDirectory directory, Clock clock, Duration interval) {
        this.bus = bus;
        this.feed = feed;
        this.memory = memory;
        this.directory = directory;
        this.clock = clock;
        this.interval = interval;
    }

    /** Begins; the first one comes after {@code interval}. */
    public static Checkpoints start(
            Bus bus,
            StoreFeed feed,
            LogMemory memory,
            SnapshotDirectory directory,
            Clock clock,
            Duration interval,
            MeterRegistry registry) {
        Checkpoints checkpoints = new Checkpoints(bus, feed, memory, directory, clock, interval);
        registry.gauge("fleetmesh_store_snapshot_age_seconds", checkpoints, Checkpoints::ageSeconds);
        checkpoints.later(interval);
        return checkpoints;
    }

    private void later(Duration pause) {
        if (!worker.isShutdown()) {
            var _ = worker.schedule(this::cycle, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void cycle() {
        Duration work = Duration.ZERO;
        try {
            if (feed.ready() && !feed.servesSnapshot()) {
                work = write();
            }
        } catch (KafkaException | TimeoutException e) {
            LOG.debugv(e, "No snapshot while Kafka does not answer");
        } catch (IOException | UncheckedIOException | ExecutionException e) {
            LOG.errorv(e, "Snapshot not written");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Duration rest = work.multipliedBy(REST_PER_WORK);
        later(rest.compareTo(interval) > 0 ? rest : interval);
    }

    /** How long the writing took. */
    private Duration write() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Set<String> topics = feed.topics();
        Map<String, String> ids = bus.topics().ids(topics);
        String cluster = bus.topics().clusterId();
        Optional<Incarnation> incarnation = memory.remembered();
        Instant asOf = clock.instant();
        CompletableFuture<Captured> captured = new CompletableFuture<>();
        bus.reader()
                .whenRead(
                        topics.stream()
                                .map(topic -> new TopicPartition(topic, 0))
                                .collect(Collectors.toSet()),
                        () -> captured.complete(new Captured(feed.changes(ids, written), feed.positions())));
        Captured now = captured.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (incarnation.isEmpty() || !ids.keySet().containsAll(now.positions().keySet())) {
            return Duration.ZERO;
        }
        Instant begun = clock.instant();
        Map<String, Long> standing = new HashMap<>(written);
        standing.keySet().retainAll(now.positions().keySet());
        for (PartitionState change : now.changes()) {
            directory.write(change);
            standing.put(change.topic(), change.next());
        }
        directory.conclude(new Snapshot.Log(cluster, incarnation.get().id()), asOf, now.positions());
        written = standing;
        last = Optional.of(asOf);
        return Duration.between(begun, clock.instant());
    }

    private double ageSeconds() {
        return last.map(asOf -> (double) Duration.between(asOf, clock.instant()).toSeconds())
                .orElse(Double.NaN);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
