package io.fleetmesh.watcher.messaging;

import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.kit.messaging.MemberDirectory;
import io.fleetmesh.kit.messaging.MemberShards;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.domain.MemberSources;
import io.fleetmesh.watcher.domain.MemberState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The watches of the members that are this process's: either those in its shards, without those that watch themselves, or one that it
 * is told. Its changes happen on the reader's thread.
 */
public final class Watches implements MemberShards.Listener<KnownMember>, AutoCloseable {
    /** The service's name. */
    public static final String SERVICE = "member-watcher";

    /** Why a record that stands in a topic of facts is a dead letter. */
    public static final String FOREIGN = "no claim of this log: no watcher wrote it; it was written over";

    private static final Logger LOG = Logger.getLogger(Watches.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Bus bus;
    private final WatchSettings settings;
    private final MemberSources sources;
    private final Clock clock;
    private final Map<String, KnownMember> ours = new ConcurrentHashMap<>();
    private final Map<String, MemberWatch> watches = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private volatile @Nullable MemberShards<KnownMember> shards;
    /** How long another's claim of a member that is ours is respected. */
    private volatile Duration patience;

    private volatile boolean started;
    private volatile boolean closed;

    public Watches(Bus bus, WatchSettings settings, MemberSources sources, Clock clock) {
        this.bus = bus;
        this.settings = settings;
        this.sources = sources;
        this.clock = clock;
        this.patience = bus.settings().settledAfter();
    }

    /** Joins the group; the topic {@code members} must be there. */
    public void start() {
        MemberShards<KnownMember> joined = new MemberShards<>(bus.settings(), Watches.SERVICE, bus.reader(), this);
        shards = joined;
        started = true;
        bus.reader()
                .execute(() -> MemberDirectory.follow(
                        Watches.SERVICE, bus.reader(), bus.deadLetters(), KnownMember.class, joined));
    }

    /**
     * Watches {@code member} and no other, whatever is declared of it, by the kubeconfig of its own name. Neither the group nor the
     * topic of all members is touched: a watcher in a member has no right to either. Its topic of facts must be there; on the
     * reader's thread.
     *
     * @param patience after how long a member that another process has claimed is claimed back
     */
    public void watchAlone(String member, Duration patience) {
        this.patience = patience;
        started = true;
        watch(new Candidate(member, Optional.empty(), Optional.of(Placement.MEMBER)));
    }

    @Override
    public void onOurs(KnownMember member) {
        if (member.watchesItself()) {
            onNotOurs(member.id());
        } else {
            watch(member);
        }
    }

    private void watch(KnownMember member) {
        // Neither profile nor cluster name matters to a watch.
        KnownMember before = ours.put(member.id(), member);
        boolean sameWay = before == null
                || (before.kubeconfig().equals(member.kubeconfig())
                        && before.address().equals(member.address()));
        if (!sameWay) {
            end(member.id());
        }
        begin(member.id());
    }

    @Override
    public void onNotOurs(String memberId) {
        ours.remove(memberId);
        end(memberId);
    }

    private void begin(String member) {
        KnownMember known = ours.get(member);
        if (closed || known == null || watches.containsKey(member)) {
            return;
        }
        try {
            MemberWatch watch = new MemberWatch(
                    bus, known, settings, sources.open(known), clock, partition -> onDeposed(member, partition));
            watches.put(member, watch);
            problems.remove(member);
            watch.start();
        } catch (IOException | IllegalArgumentException e) {
            if (!e.getMessage().equals(problems.put(member, e.getMessage()))) {
                LOG.errorv("Member cannot be watched member={0} cause={1}", member, e.getMessage());
            }
            later(member);
        }
    }

    private void later(String member) {
        bus.reader().executeAfter(PAUSE, () -> begin(member));
    }

    /**
     * Ordinary when the group has given the member to another, who has claimed it; we hear of that soon. If it is still ours
     * after a while, the claim was that of a process which the group had given up: then it is claimed back. Who watches alone
     * hears of nobody, and gives another one time. If nobody has taken it and Kafka has refused what we wrote, nobody needs time.
     */
    private void onDeposed(String member, OwnedPartition partition) {
        Duration pause = partition.problem().isPresent() ? bus.settings().settledAfter() : patience;
        bus.reader().executeAfter(pause, () -> {
            MemberWatch watch = watches.get(member);
            if (watch != null && watch.state() instanceof MemberState.Deposed) {
                end(member);
                begin(member);
            }
        });
    }

    private void end(String member) {
        problems.remove(member);
        MemberWatch watch = watches.remove(member);
        if (watch != null) {
            watch.close();
        }
    }

    /** Whether its threads run. */
    public boolean alive() {
        MemberShards<KnownMember> joined = shards;
        return bus.reader().alive()
                && (joined == null || joined.alive())
                && watches.values().stream().allMatch(MemberWatch::alive);
    }

    /**
     * Whether each member that is ours has been asked, and its facts can be written: an API that is away is a fact, and no lack of
     * readiness.
     */
    public boolean ready() {
        MemberShards<KnownMember> joined = shards;
        return started
                && (joined == null || (joined.known() && joined.barred().isEmpty()))
                && ours.keySet().stream()
                        .allMatch(member -> problems.containsKey(member)
                                || Optional.ofNullable(watches.get(member))
                                        .filter(watch -> settled(watch.state())
                                                && watch.problem().isEmpty())
                                        .isPresent());
    }

    private static boolean settled(MemberState state) {
        return state.reachability().isPresent() || state instanceof MemberState.Deposed;
    }

    /** Each of our members' state, for health. */
    public Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        watches.forEach((member, watch) -> details.put("member." + member, describe(watch)));
        problems.forEach((member, problem) -> details.put("member." + member, problem));
        Optional.ofNullable(shards).flatMap(MemberShards::barred).ifPresent(cause -> details.put("group", cause));
        return details;
    }

    private static String describe(MemberWatch watch) {
        MemberState state = watch.state();
        String held = watch.held().isEmpty() ? "" : "; deletes held: " + watch.held();
        String reason = state.reason().isEmpty() ? "" : ": " + state.reason();
        String problem = watch.problem().map(cause -> "; " + cause).orElse("");
        return state.getClass().getSimpleName() + reason + held + problem;
    }

    /** Leaves the group, if there is one, and ends every watch; the facts stay. */
    @Override
    public void close() {
        closed = true;
        MemberShards<KnownMember> joined = shards;
        if (joined != null) {
            joined.close();
        }
        watches.keySet().forEach(this::end);
    }
}
