package io.fleetmesh.watcher.messaging;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.domain.ConfigDoubt;
import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.FamilyState;
import io.fleetmesh.watcher.domain.Interest;
import io.fleetmesh.watcher.domain.MassDeleteRule;
import io.fleetmesh.watcher.domain.MemberSource;
import io.fleetmesh.watcher.domain.MemberState;
import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Operation;
import io.fleetmesh.watcher.domain.Progress;
import io.fleetmesh.watcher.domain.Recorded;
import io.fleetmesh.watcher.domain.TakeOver;
import io.fleetmesh.watcher.domain.Trouble;
import io.fleetmesh.watcher.domain.Unmappable;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The watch of one member: owns its topic of facts and keeps it as the member's API says, by the rules of {@link TakeOver}.
 * Nothing is asked of the API before the log is folded. Thread-safe: the families' loops call it each on its own thread, the
 * bus on the reader's.
 */
final class MemberWatch implements OwnedPartition.Owner, FamilyListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MemberWatch.class);

    private final Bus bus;
    private final String member;
    private final WatchSettings settings;
    private final MemberSource source;
    private final Clock clock;
    private final Runnable whenDeposed;
    private final Progress progress = new Progress();

    /** There before anything is written or asked of the API. Guarded by this. */
    private @Nullable FactLog log;

    private Recorded recorded = Recorded.of(List.of());
    private Interest interest = Interest.NONE;
    private boolean begun;
    private boolean closed;
    private volatile MemberState state = new MemberState.Claiming();

    MemberWatch(
            Bus bus, String member, WatchSettings settings, MemberSource source, Clock clock, Runnable whenDeposed) {
        this.bus = bus;
        this.member = member;
        this.settings = settings;
        this.source = source;
        this.clock = clock;
        this.whenDeposed = whenDeposed;
    }

    void start() {
        FactLog claimed = FactLog.claim(bus, member, this);
        synchronized (this) {
            // The claim may have been answered before this.
            log = log == null ? claimed : log;
        }
    }

    MemberState state() {
        return state;
    }

    /** Whether its loops run, as far as they should. */
    synchronized boolean alive() {
        return closed || !begun || source.alive();
    }

    private FactLog log() {
        return Objects.requireNonNull(log, "not started");
    }

    /** Families with deletes held back. */
    synchronized Set<Family> held() {
        return recorded.held();
    }

    @Override
    public synchronized void onOwned(OwnedPartition partition) {
        if (closed || !(state instanceof MemberState.Claiming claiming)) {
            return;
        }
        List<MemberFact> known = FactLog.facts(partition);
        log = FactLog.of(partition);
        recorded = Recorded.of(known);
        progress.resume(recorded.complete());
        MemberState.Watching watching = claiming.owned(source.families());
        state = watching;
        reconsider();
        LOG.infov("Watch begins member={0} facts={1} recordedAs={2}", member, known.size(), recorded.clusterUid());
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
        whenDeposed.run();
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
        switch (TakeOver.identify(recorded, clusterUid)) {
            case FIRST_SEEN -> {
                log().put(new IdentityFact(clusterUid));
                recorded = recorded.identifiedAs(clusterUid);
                enter(watching.identityRight());
            }
            case RECORDED -> enter(watching.identityRight());
            case OTHER -> {
                if (!(state instanceof MemberState.WrongCluster)) {
                    LOG.errorv(
                            "Another cluster answers, nothing of it is taken member={0} found={1} expected={2}",
                            member, clusterUid, recorded.clusterUid());
                }
                enter(watching.identityWrong(clusterUid));
                return false;
            }
        }
        return true;
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
        boolean released = settings.released(member, list.family());
        Optional<Trouble> doubt = TakeOver.doubt(recorded, progress.newest(list.family()), list)
                .or(() -> ConfigDoubt.doubt(recorded, list, log(), released));
        if (doubt.isPresent()) {
            return doubt;
        }
        TakeOver.Plan plan = TakeOver.plan(recorded, list, log(), MassDeleteRule.of(list), released);
        plan.operations().forEach(log()::write);
        plan.held()
                .ifPresent(hold -> LOG.errorv(
                        "Deletes held, too many to be believed member={0} family={1} held={2} known={3}",
                        member, hold.family(), hold.held(), hold.known()));
        LOG.infov(
                "Listed member={0} family={1} objects={2} operations={3}",
                member, list.family(), list.facts().size(), plan.operations().size());
        recorded = recorded.after(list, plan);
        progress.listed(list.family(), plan.marker().resourceVersion(), clock.instant());
        enter(watching.listed(list.family()));
        reconsider();
        return Optional.empty();
    }

    /** Watches what the member runs, as far as that is known now, and takes away what it does not run. */
    private void reconsider() {
        if (!(state instanceof MemberState.Watching watching)) {
            return;
        }
        FamilyState config = watching.families().states().get(Family.CILIUM_CONFIG);
        boolean asked = config instanceof FamilyState.Current || config instanceof FamilyState.Failing;
        Interest before = interest;
        interest = Interest.of(source.families(), recorded, asked);
        interest.ruledOut().stream()
                .filter(family -> !before.ruledOut().contains(family))
                .forEach(this::ruleOut);
        Set<Family> changed = interest.changedSince(before);
        if (!changed.isEmpty()) {
            enter(watching.idle(interest.ruledOut()));
            source.reconsider(changed);
        }
    }

    private void ruleOut(Family family) {
        List<Operation> operations = TakeOver.ruleOut(recorded, family, log());
        operations.forEach(log()::write);
        if (!operations.isEmpty()) {
            LOG.infov(
                    "Not what the member runs any more member={0} family={1} operations={2}",
                    member, family, operations.size());
        }
        recorded = recorded.without(family);
        progress.forget(family);
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
        switch (observation) {
            case Observation.Present(MemberFact fact) -> {
                log().put(fact);
                recorded = recorded.having(fact);
                if (family == Family.CILIUM_CONFIG) {
                    reconsider();
                }
            }
            case Observation.Gone(String key) -> gone(family, key);
        }
        progressed(family, resourceVersion);
    }

    /** Without its configuration a member would count as one with Cilium's defaults: a list has to say so, and is held. */
    private void gone(Family family, String key) {
        if (family == Family.CILIUM_CONFIG) {
            LOG.warnv("Configuration gone, the last one stays member={0} key={1}", member, key);
            progress.listSoon(family);
        } else {
            log().remove(key);
        }
    }

    @Override
    public synchronized void progressed(Family family, String resourceVersion) {
        if (!believable()) {
            return;
        }
        progress.reached(family, resourceVersion);
        if (progress.isRecordDue(family, clock.instant(), settings.record())) {
            record(family);
        }
    }

    private void record(Family family) {
        Optional<CompletenessFact> standing =
                Optional.ofNullable(recorded.complete().get(family));
        progress.record(family, standing, clock.instant()).ifPresent(marker -> {
            log().put(marker);
            recorded = recorded.completed(marker);
        });
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
    public void unmappable(Family family, Unmappable problem) {
        LOG.warnv("Object left as it was member={0} problem={1}", member, problem.message());
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
                || recorded.held().contains(family)
                || progress.isListDue(family, clock.instant(), settings.resync());
    }

    private void enter(MemberState next) {
        state = next;
        next.toRecord(recorded.reachability(), clock.instant()).ifPresent(said -> {
            LOG.infov("Member API answers member={0} reachability={1} cause={2}", member, said.state(), said.reason());
            log().put(said);
            recorded = recorded.saying(said);
        });
    }

    /** The loops end; the facts stay as they are. */
    @Override
    public void close() {
        FactLog open;
        synchronized (this) {
            if (believable()) {
                progress.families().forEach(this::record);
            }
            closed = true;
            open = log;
        }
        if (open != null) {
            open.close();
        }
        source.close();
    }
}
