package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.ViewAccess;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a projection from the bus: the profile's views, and the mesh topic of every source in one of them. All of it happens
 * on the reader's thread, but for what health asks.
 */
public final class StoreFeed {
    /** The service's name. */
    public static final String SERVICE = "mesh-store";

    private static final Logger LOG = Logger.getLogger(StoreFeed.class);

    private final Bus bus;
    private final String profile;
    private final Projection projection;
    private final Clock clock;
    private final Map<String, ConsumerView> views = new ConcurrentHashMap<>();
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    /** Sources whose aggregator has said that all of their data is there. */
    private final Set<String> complete = ConcurrentHashMap.newKeySet();

    private final Map<String, String> lost = new ConcurrentHashMap<>();
    private @Nullable Instant flushDue;
    private volatile boolean viewsRead;

    public StoreFeed(Bus bus, String profile, Projection projection, Clock clock) {
        this.bus = bus;
        this.profile = profile;
        this.projection = projection;
        this.clock = clock;
    }

    /** Begins to read; the topic of views must be there. */
    public void start() {
        follow(Topic.views(profile), new Views());
    }

    private void follow(Topic topic, StateFollower.Handler handler) {
        bus.reader()
                .follow(new TopicPartition(topic.name(), 0), new StateFollower(SERVICE, bus.deadLetters(), handler));
    }

    private void flush() {
        Instant now = clock.instant();
        projection.flush(now);
        Instant planned = flushDue;
        projection
                .nextDue()
                .filter(due -> planned == null || !planned.isAfter(now) || due.isBefore(planned))
                .ifPresent(due -> {
                    flushDue = due;
                    Duration pause = Duration.between(now, due);
                    bus.reader().executeAfter(pause.isNegative() ? Duration.ZERO : pause, this::flush);
                });
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
        views.forEach((consumer, view) -> {
            List<String> missing = view.sources().stream()
                    .filter(source -> !complete.contains(source))
                    .toList();
            details.put("view." + consumer, missing.isEmpty() ? COMPLETE : "not all data yet of " + missing);
        });
        return details;
    }

    /** What {@link #details} says of a view that has everything. */
    public static final String COMPLETE = "complete";

    private final class Views implements StateFollower.Handler {
        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            if (body.isPresent() && body.get() instanceof ConsumerView view) {
                views.put(key, view);
                projection.applyView(view, clock.instant());
                view.sources().stream()
                        .filter(followed::add)
                        .forEach(source -> follow(Topic.mesh(profile, source), new Source(source)));
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
            flush();
        }

        @Override
        public void onBatchEnd() {
            flush();
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
            if (record instanceof MeshRecord.CompletenessRecord) {
                complete.add(member);
            }
        }

        @Override
        public void onCaughtUp() {
            projection.sourceCaughtUp(member);
            flush();
        }

        @Override
        public void onBatchEnd() {
            flush();
        }

        @Override
        public void onLogReset(String what) {
            lost.put("source." + member, "the log was cut or recreated, the last state stays: " + what);
        }
    }
}
