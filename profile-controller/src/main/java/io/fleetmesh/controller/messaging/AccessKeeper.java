package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.BusAccess;
import io.fleetmesh.controller.domain.Grace;
import io.fleetmesh.kit.messaging.MemberDirectory;
import io.fleetmesh.kit.messaging.ShardGroup;
import io.fleetmesh.kit.messaging.TopicProvisioner.TopicMismatch;
import io.fleetmesh.kit.service.Bus;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
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
import org.apache.kafka.common.acl.AclBinding;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Kafka's ACLs as {@code members} and the {@code views.<profile>} of all profiles that have members say, and tells each consumer its view on a topic of its
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
     * @param profile whose topic of views is there from the beginning, and is shared out in the group
     * @param revokeAfter for how long something must have been unwanted before it is revoked
     * @param resync how often everything is looked at without a cause
     */
    public record Settings(String profile, Duration revokeAfter, Duration resync) {}

    private final Bus bus;
    private final Settings settings;
    private final Clock clock;
    private final BusAcls acls;
    private final Map<String, KnownMember> members = new ConcurrentHashMap<>();
    /** By profile; each is followed from when its first member is seen. */
    private final Map<String, ProfileViews> views = new ConcurrentHashMap<>();

    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(NAME).daemon(true).factory());
    private final AtomicBoolean looking = new AtomicBoolean();
    /** Of the worker alone. */
    private Grace<AclBinding> grace;

    private volatile @Nullable ShardGroup group;
    private volatile boolean membersRead;
    private volatile boolean active;
    private volatile Optional<String> stopped = Optional.empty();
    private volatile String failure = "";

    /** @param bus its own: it reads what the controller writes */
    public AccessKeeper(Bus bus, Settings settings, Clock clock) {
        this.bus = bus;
        this.settings = settings;
        this.clock = clock;
        this.acls = new BusAcls(bus.settings());
        this.grace = new Grace<>(settings.revokeAfter());
        long resync = settings.resync().toMillis();
        var _ = worker.scheduleAtFixedRate(this::look, resync, resync, TimeUnit.MILLISECONDS);
    }

    /** Begins to read; the log is trusted, members and views have their topics. On the reader's thread. */
    public void start() {
        var _ = MemberDirectory.follow(NAME, bus.reader(), bus.deadLetters(), KnownMember.class, new Members());
        follow(settings.profile());
        String topic = Topic.views(settings.profile()).name();
        group = new ShardGroup(bus.settings(), "fleetmesh-" + NAME, topic, new ShardGroup.Listener() {
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

    private void follow(String profile) {
        views.computeIfAbsent(
                profile,
                _ -> ProfileViews.follow(
                        NAME,
                        bus,
                        profile,
                        this::look,
                        what -> stopped = Optional.of("the log was cut or recreated, access stays as it is: " + what)));
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
            views.values().forEach(ProfileViews::release);
            grace = new Grace<>(settings.revokeAfter());
            return;
        }
        if (!membersRead || stopped.isPresent() || bus.reader().lost().isPresent()) {
            return;
        }
        try {
            Collection<KnownMember> known = Map.copyOf(members).values();
            if (readsViewsOf(known)) {
                apply(known);
                failure = "";
            }
        } catch (KafkaException | TopicMismatch e) {
            failed(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // Nobody has foreseen it: the worker would drop it without a word.
            bus.meters().stepFailed(NAME);
            failed(e.toString(), e);
        }
    }

    private void failed(String cause, RuntimeException e) {
        if (!cause.equals(failure)) {
            LOG.errorv(e, "Access on the bus not as it should be, tried again cause={0}", cause);
        }
        failure = cause;
        after(RETRY, this::look);
    }

    /** Whether all views are read that rights of these members hang on; those of a profile that is new are read from now on. */
    private boolean readsViewsOf(Collection<KnownMember> known) {
        List<String> fresh = known.stream()
                .filter(Member.class::isInstance)
                .map(member -> ((Member) member).profile())
                .distinct()
                .filter(profile -> !views.containsKey(profile))
                .toList();
        if (!fresh.isEmpty()) {
            bus.topics().ensure(fresh.stream().map(Topic::views).toList());
            bus.reader().execute(() -> fresh.forEach(this::follow));
        }
        return fresh.isEmpty() && views.values().stream().allMatch(ProfileViews::read);
    }

    private void apply(Collection<KnownMember> known) {
        Map<String, Collection<ConsumerView>> seen = new HashMap<>();
        views.forEach((profile, own) -> seen.put(profile, own.all()));
        Set<AclBinding> wanted =
                BusAccess.grants(known, seen).stream().map(BusAcls::binding).collect(Collectors.toSet());
        BusAccess.Difference<AclBinding> difference = BusAccess.difference(wanted, acls.present());
        acls.grant(difference.missing());
        seen.forEach((profile, all) -> views.get(profile).tell(all));
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
        return stopped.or(() -> Optional.of(failure).filter(cause -> !cause.isEmpty()))
                .or(() -> views.values().stream()
                        .flatMap(own -> own.problem().stream())
                        .findFirst());
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
