package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.BusAccess;
import io.fleetmesh.controller.domain.Grace;
import io.fleetmesh.kit.messaging.MemberDirectory;
import io.fleetmesh.kit.messaging.ShardGroup;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.messaging.TopicProvisioner.TopicMismatch;
import io.fleetmesh.kit.service.Bus;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Kafka's ACLs as {@code members} and {@code views.<profile>} say, and tells each consumer its view on a topic of its
 * own: first what is new is granted, then the view is told, and after a while what nobody needs is revoked. It looks at
 * everything again whenever something has changed, and now and then, since others may change ACLs too.
 *
 * <p>The one active process of a group does it. What it has read stays in force if its log is lost.
 */
public final class AccessKeeper implements AutoCloseable {
    /** In logs and groups. */
    public static final String NAME = "profile-controller-access";

    private static final Logger LOG = Logger.getLogger(AccessKeeper.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /**
     * How it works.
     *
     * @param revokeAfter for how long something must have been unwanted before it is revoked
     * @param resync how often everything is looked at without a cause
     */
    public record Settings(String profile, Duration revokeAfter, Duration resync) {}

    private final Bus bus;
    private final Settings settings;
    private final Clock clock;
    private final BusAcls acls;
    private final OwnViews ownViews;
    private final Map<String, KnownMember> members = new ConcurrentHashMap<>();
    private final Map<String, ConsumerView> views = new ConcurrentHashMap<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(NAME).daemon(true).factory());
    private final AtomicBoolean looking = new AtomicBoolean();
    /** Of the worker alone. */
    private Grace<AclBinding> grace;

    private volatile @Nullable ShardGroup group;
    private volatile boolean membersRead;
    private volatile boolean viewsRead;
    private volatile boolean active;
    private volatile Optional<String> stopped = Optional.empty();
    private volatile String failure = "";

    /** @param bus its own: it reads what the controller writes */
    public AccessKeeper(Bus bus, Settings settings, Clock clock) {
        this.bus = bus;
        this.settings = settings;
        this.clock = clock;
        this.acls = new BusAcls(bus.settings());
        this.ownViews = new OwnViews(bus, settings.profile(), this::look);
        this.grace = new Grace<>(settings.revokeAfter());
        long resync = settings.resync().toMillis();
        var _ = worker.scheduleAtFixedRate(this::look, resync, resync, TimeUnit.MILLISECONDS);
    }

    /** Begins to read; the log is trusted, members and views have their topics. On the reader's thread. */
    public void start() {
        var _ = MemberDirectory.follow(NAME, bus.reader(), bus.deadLetters(), KnownMember.class, new Members());
        Topic topic = Topic.views(settings.profile());
        bus.reader()
                .follow(new TopicPartition(topic.name(), 0), new StateFollower(NAME, bus.deadLetters(), new Views()));
        group = new ShardGroup(bus.settings(), "fleetmesh-" + NAME, topic.name(), new ShardGroup.Listener() {
            @Override
            public void onAssigned(Set<Integer> partitions) {
                active = active || !partitions.isEmpty();
                look();
            }

            @Override
            public void onRevoked(Set<Integer> partitions) {
                active = active && partitions.isEmpty();
                look();
            }
        });
    }

    private final class Members implements MemberDirectory.Listener<KnownMember> {
        @Override
        public void onMember(KnownMember member) {
            members.put(member.id(), member);
            look();
        }

        @Override
        public void onGone(KnownMember member) {
            members.remove(member.id());
            look();
        }

        @Override
        public void onCaughtUp() {
            membersRead = true;
            look();
        }
    }

    private final class Views implements StateFollower.Handler {
        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            if (body.isPresent() && body.get() instanceof ConsumerView view) {
                views.put(key, view);
            } else {
                views.remove(key);
            }
        }

        @Override
        public void onCaughtUp() {
            viewsRead = true;
            look();
        }

        @Override
        public void onBatchEnd() {
            look();
        }

        @Override
        public void onLogReset(String what) {
            stopped = Optional.of("the log was cut or recreated, access stays as it is: " + what);
        }
    }

    /** Soon, once for all that asked until then. */
    private void look() {
        if (looking.compareAndSet(false, true)) {
            after(Duration.ZERO, () -> {
                looking.set(false);
                keep();
            });
        }
    }

    private void after(Duration delay, Runnable task) {
        try {
            var _ = worker.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debugv(e, "Closed meanwhile");
        }
    }

    private void keep() {
        if (!active) {
            ownViews.release();
            grace = new Grace<>(settings.revokeAfter());
            return;
        }
        if (!membersRead
                || !viewsRead
                || stopped.isPresent()
                || bus.reader().lost().isPresent()) {
            return;
        }
        try {
            apply();
            failure = "";
        } catch (KafkaException | TopicMismatch e) {
            String cause = String.valueOf(e.getMessage());
            if (!cause.equals(failure)) {
                LOG.errorv("Access on the bus not as it should be, tried again cause={0}", cause);
            }
            failure = cause;
            after(RETRY, this::look);
        }
    }

    private void apply() {
        Map<String, ConsumerView> seen = Map.copyOf(views);
        Set<AclBinding> wanted =
                BusAccess.grants(settings.profile(), Map.copyOf(members).values(), seen.values()).stream()
                        .map(BusAcls::binding)
                        .collect(Collectors.toSet());
        BusAccess.Difference<AclBinding> difference = BusAccess.difference(wanted, acls.present());
        acls.grant(difference.missing());
        ownViews.write(seen);
        Set<AclBinding> over = grace.over(difference.unwanted(), clock.instant());
        acls.revoke(over);
        if (!difference.missing().isEmpty() || !over.isEmpty()) {
            LOG.infov(
                    "Access on the bus changed granted={0} revoked={1}",
                    difference.missing().size(), over.size());
        }
        if (over.size() < difference.unwanted().size()) {
            after(settings.revokeAfter(), this::look);
        }
    }

    /** Whether its threads run and the log still is the one that was trusted. */
    public boolean alive() {
        ShardGroup joined = group;
        return bus.reader().alive()
                && bus.reader().lost().isEmpty()
                && (joined == null || joined.alive())
                && !worker.isShutdown();
    }

    /** What stands in the way; access then stays as it is. */
    public Optional<String> problem() {
        return stopped.or(() -> Optional.of(failure).filter(cause -> !cause.isEmpty()));
    }

    /** Leaves the group; what is granted stays. */
    @Override
    public void close() {
        ShardGroup joined = group;
        if (joined != null) {
            joined.close();
        }
        worker.shutdownNow();
        acls.close();
    }
}
