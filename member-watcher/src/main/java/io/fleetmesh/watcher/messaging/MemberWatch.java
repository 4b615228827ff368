package io.fleetmesh.watcher.messaging;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.FamilyState;
import io.fleetmesh.watcher.domain.Interest;
import io.fleetmesh.watcher.domain.Inventory;
import io.fleetmesh.watcher.domain.MemberListener;
import io.fleetmesh.watcher.domain.MemberSource;
import io.fleetmesh.watcher.domain.MemberState;
import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Survey;
import io.fleetmesh.watcher.domain.TakeOver;
import io.fleetmesh.watcher.domain.Trouble;
import io.fleetmesh.watcher.domain.Unmappable;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The watch of one member: owns its topic of facts, knows how far the member's API was heard, and decides what is asked of it.
 * Nothing is asked before the log is folded. Thread-safe: the families' loops call it each on its own thread, the bus on the
 * reader's.
 */
final class MemberWatch implements OwnedPartition.Owner, MemberListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MemberWatch.class);

    private final Bus bus;
    private final KnownMember known;
    private final String member;
    private final WatchSettings settings;
    private final MemberSource source;
    private final Clock clock;
    private final Consumer<OwnedPartition> whenDeposed;

    /** There before anything is written or asked of the API. Guarded by this. */
    private @Nullable FactLog log;
    /** There from when the log is ours. Guarded by this. */
    private @Nullable MemberFacts facts;

    private Interest interest = Interest.NONE;
    private boolean begun;
    private boolean closed;
    private volatile MemberState state = new MemberState.Claiming();

    MemberWatch(
            Bus bus,
            KnownMember known,
            WatchSettings settings,
            MemberSource source,
            Clock clock,
            Consumer<OwnedPartition> whenDeposed) {
        this.bus = bus;
        this.known = known;
        this.member = known.id();
        this.settings = settings;
        this.source = source;
        this.clock = clock;
        this.whenDeposed = whenDeposed;
    }

    void start() {
        FactLog claimed = FactLog.claim(bus, known, this);
        synchronized (this) {
            // The claim may have been answered before this.
            log = log == null ? claimed : log;
        }
    }

    MemberState state() {
        return state;
    }

    /** Why its facts cannot be claimed or written. */
    synchronized Optional<String> problem() {
        return log == null ? Optional.empty() : log.problem();
    }

    /** Whether its loops run, as far as they should. */
    synchronized boolean alive() {
        return closed || !begun || source.alive();
    }

    /** Families with deletes held back. */
    synchronized Set<Family> held() {
        return facts == null ? Set.of() : facts.recorded().held();
    }

    private MemberFacts facts() {
        return Objects.requireNonNull(facts, "the member is not ours yet");
    }

    @Override
    public synchronized void onOwned(OwnedPartition partition) {
        if (closed || !(state instanceof MemberState.Claiming claiming)) {
            return;
        }
        List<MemberFact> there = FactLog.facts(partition);
        FactLog owned = FactLog.of(partition);
        log = owned;
        facts = new MemberFacts(member, settings, clock, owned, there);
        state = claiming.owned(source.families());
        reconsider();
        LOG.infov(
                "Watch begins member={0} facts={1} recordedAs={2}",
                member, there.size(), facts().recorded().clusterUid());
        begun = true;
        source.begin(this);
    }

    @Override
    public void onDeposed(OwnedPartition partition) {
        synchronized (this) {
            state = state.deposed();
            begun = false;
            source.close();
        }
        whenDeposed.accept(partition);
    }

    @Override
    public void onUnwritable(OwnedPartition partition, ConsumerRecord<byte[], byte[]> record, String cause) {
        bus.deadLetters().add(Watches.SERVICE, record, cause);
    }

    @Override
    public void onForeign(OwnedPartition partition, ConsumerRecord<byte[], byte[]> record) {
        bus.deadLetters().add(Watches.SERVICE, record, Watches.FOREIGN);
    }

    @Override
    public synchronized boolean identified(String clusterUid) {
        if (!(state instanceof MemberState.Watching watching) || closed) {
            return false;
        }
        if (facts().identify(clusterUid) != TakeOver.Identity.OTHER) {
            enter(watching.identityRight());
            return true;
        }
        if (!(state instanceof MemberState.WrongCluster)) {
            LOG.errorv(
                    "Another cluster answers, nothing of it is taken member={0} found={1} expected={2}",
                    member, clusterUid, facts().recorded().clusterUid());
        }
        enter(watching.identityWrong(clusterUid));
        return false;
    }

    @Override
    public synchronized Optional<Trouble> listed(FamilySnapshot list) {
        if (!(state instanceof MemberState.Watching watching) || closed) {
            return Optional.of(Trouble.suspect("the member is not ours any more"));
        }
        if (!wants(list.family())) {
            return Optional.of(
                    Trouble.suspect(list.family().segment() + " is no part of what the member runs any more"));
        }
        Optional<Trouble> doubt = facts().take(list);
        if (doubt.isEmpty()) {
            enter(watching.listed(list.family()));
            reconsider();
        }
        return doubt;
    }

    /** Watches what the member runs, as far as that is known now, and takes away what it does not run. */
    private void reconsider() {
        if (!(state instanceof MemberState.Watching watching)) {
            return;
        }
        FamilyState config = watching.families().states().get(Family.CILIUM_CONFIG);
        boolean asked = config instanceof FamilyState.Current || config instanceof FamilyState.Failing;
        Interest before = interest;
        interest = Interest.of(source.families(), facts().recorded(), asked);
        interest.ruledOut().stream()
                .filter(family -> !before.ruledOut().contains(family))
                .forEach(facts()::ruleOut);
        Set<Family> changed = interest.changedSince(before);
        if (!changed.isEmpty()) {
            enter(watching.idle(interest.ruledOut()));
            source.reconsider(changed);
        }
    }

    @Override
    public synchronized boolean wants(Family family) {
        return interest.wanted().contains(family);
    }

    @Override
    public synchronized void observed(Family family, Observation observation, String resourceVersion) {
        if (!believable() || !wants(family)) {
            return;
        }
        facts().take(family, observation);
        if (family == Family.CILIUM_CONFIG) {
            reconsider();
        }
        progressed(family, resourceVersion);
    }

    @Override
    public synchronized void progressed(Family family, String resourceVersion) {
        if (believable()) {
            facts().reached(family, resourceVersion);
        }
    }

    private boolean believable() {
        return !closed && state instanceof MemberState.Watching && !(state instanceof MemberState.WrongCluster);
    }

    @Override
    public synchronized void watching(Family family) {
        if (!closed && wants(family) && state instanceof MemberState.Watching watching) {
            enter(watching.resumed(family));
        }
    }

    @Override
    public synchronized void failed(Family family, Trouble trouble) {
        // What was under way when a family was ruled out is no trouble.
        if (!closed && wants(family) && state instanceof MemberState.Watching watching) {
            FamilyState before = watching.families().states().get(family);
            if (before instanceof FamilyState.Failing(Trouble known) && known.kind() == trouble.kind()) {
                LOG.debugv("Still not read member={0} family={1} cause={2}", member, family, trouble.reason());
            } else {
                LOG.warnv("Not read member={0} family={1} cause={2}", member, family, trouble.reason());
            }
            enter(watching.failed(family, trouble));
            reconsider();
        }
    }

    @Override
    public synchronized void unmappable(Family family, Unmappable problem) {
        LOG.warnv("Object left as it was member={0} problem={1}", member, problem.message());
        if (believable() && wants(family)) {
            facts().unreadable(problem);
        }
    }

    /** Nothing before the configuration, which says what is of use. */
    @Override
    public synchronized Optional<Survey> due() {
        return believable() && interest.isDecided() ? facts().dueSurvey() : Optional.empty();
    }

    @Override
    public synchronized void looked(Inventory seen) {
        if (believable()) {
            facts().take(seen);
        }
    }

    /** After an identity that was wrong, while deletes are held, and from time to time whatever happens. */
    @Override
    public synchronized boolean wantsList(Family family) {
        if (!(state instanceof MemberState.Watching watching)) {
            return false;
        }
        FamilyState known = watching.families().states().get(family);
        return known instanceof FamilyState.Unchecked
                || known instanceof FamilyState.Unlisted
                || facts().isListDue(family);
    }

    private void enter(MemberState next) {
        state = next;
        facts().say(next);
    }

    /** The loops end; the facts stay as they are. */
    @Override
    public void close() {
        synchronized (this) {
            if (believable()) {
                facts().mark();
            }
            closed = true;
            if (log != null) {
                log.close();
            }
        }
        source.close();
    }
}
