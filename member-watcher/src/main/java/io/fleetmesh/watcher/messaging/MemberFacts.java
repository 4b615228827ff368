package io.fleetmesh.watcher.messaging;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.watcher.domain.ConfigDoubt;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.Inventory;
import io.fleetmesh.watcher.domain.InventoryRecord;
import io.fleetmesh.watcher.domain.MassDeleteRule;
import io.fleetmesh.watcher.domain.MemberState;
import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Operation;
import io.fleetmesh.watcher.domain.Progress;
import io.fleetmesh.watcher.domain.Recorded;
import io.fleetmesh.watcher.domain.Survey;
import io.fleetmesh.watcher.domain.TakeOver;
import io.fleetmesh.watcher.domain.Trouble;
import io.fleetmesh.watcher.domain.Unmappable;
import io.fleetmesh.watcher.domain.UnreadableObjects;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The facts of a member that is ours: writes what the API said by the rules of {@link TakeOver}, and remembers what was
 * written. Not thread-safe.
 */
final class MemberFacts {
    private static final Logger LOG = Logger.getLogger(MemberFacts.class);

    private final String member;
    private final WatchSettings settings;
    private final Clock clock;
    private final FactLog log;
    private final Progress progress = new Progress();
    private final UnreadableObjects unreadable;
    private final InventoryRecord inventory;
    private Recorded recorded;

    /** @param known what {@code log} holds now */
    MemberFacts(String member, WatchSettings settings, Clock clock, FactLog log, List<MemberFact> known) {
        this.member = member;
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.recorded = Recorded.of(known);
        this.unreadable = UnreadableObjects.of(known);
        this.inventory = InventoryRecord.of(known);
        progress.resume(recorded.complete());
    }

    Recorded recorded() {
        return recorded;
    }

    /** Whose API this is; the first that answers is recorded. */
    TakeOver.Identity identify(String clusterUid) {
        TakeOver.Identity identity = TakeOver.identify(recorded, clusterUid);
        if (identity == TakeOver.Identity.FIRST_SEEN) {
            log.put(new IdentityFact(clusterUid));
            recorded = recorded.identifiedAs(clusterUid);
        }
        return identity;
    }

    /** Takes a list; why it is not believed, empty if it is written. */
    Optional<Trouble> take(FamilySnapshot list) {
        boolean released = settings.released(member, list.family());
        Optional<Trouble> doubt = TakeOver.doubt(recorded, progress.newest(list.family()), list)
                .or(() -> ConfigDoubt.doubt(recorded, list, log, released));
        if (doubt.isEmpty()) {
            write(list, TakeOver.plan(recorded, list, log, MassDeleteRule.of(list), released));
        }
        return doubt;
    }

    private void write(FamilySnapshot list, TakeOver.Plan plan) {
        plan.operations().forEach(log::write);
        unreadable.listed(list).forEach(log::write);
        plan.held()
                .ifPresent(hold -> LOG.errorv(
                        "Deletes held, too many to be believed member={0} family={1} held={2} known={3}",
                        member, hold.family(), hold.held(), hold.known()));
        LOG.infov(
                "Listed member={0} family={1} objects={2} operations={3}",
                member, list.family(), list.facts().size(), plan.operations().size());
        recorded = recorded.after(list, plan);
        progress.listed(list.family(), plan.marker().resourceVersion(), clock.instant());
    }

    /** Takes what a watch said. */
    void take(Family family, Observation observation) {
        switch (observation) {
            case Observation.Present(MemberFact fact) -> {
                log.put(fact);
                recorded = recorded.having(fact);
                unreadable.settled(fact.key()).ifPresent(log::write);
            }
            case Observation.Gone(String key) -> {
                gone(family, key);
                unreadable.settled(key).ifPresent(log::write);
            }
        }
    }

    /** An object was there and could not become a fact. */
    void unreadable(Unmappable problem) {
        unreadable.found(problem).ifPresent(log::write);
    }

    /** Without its configuration a member would count as one with Cilium's defaults: a list has to say so, and is held. */
    private void gone(Family family, String key) {
        if (family == Family.CILIUM_CONFIG) {
            LOG.warnv("Configuration gone, the last one stays member={0} key={1}", member, key);
            progress.listSoon(family);
        } else {
            log.remove(key);
        }
    }

    /** What should be looked at now beside the families, if anything is due. */
    Optional<Survey> dueSurvey() {
        return inventory.isDue(clock.instant(), settings.resync())
                ? Optional.of(Survey.of(recorded.config()))
                : Optional.empty();
    }

    /** Takes what was looked at beside the families. */
    void take(Inventory seen) {
        for (MemberFact fact : inventory.take(seen, clock.instant())) {
            LOG.infov("Looked at, and something is new member={0} key={1}", member, fact.key());
            log.put(fact);
        }
    }

    /** The family's watch has come to {@code resourceVersion}. */
    void reached(Family family, String resourceVersion) {
        progress.reached(family, resourceVersion);
        if (progress.isRecordDue(family, clock.instant(), settings.record())) {
            mark(family);
        }
    }

    /** Records how far every family has come. */
    void mark() {
        progress.families().forEach(this::mark);
    }

    private void mark(Family family) {
        Optional<CompletenessFact> standing =
                Optional.ofNullable(recorded.complete().get(family));
        progress.record(family, standing, clock.instant()).ifPresent(marker -> {
            log.put(marker);
            recorded = recorded.completed(marker);
        });
    }

    /** Takes away what the member does not run. */
    void ruleOut(Family family) {
        List<Operation> operations = TakeOver.ruleOut(recorded, family, log);
        operations.forEach(log::write);
        unreadable.ruledOut(family).forEach(log::write);
        if (!operations.isEmpty()) {
            LOG.infov(
                    "Not what the member runs any more member={0} family={1} operations={2}",
                    member, family, operations.size());
        }
        recorded = recorded.without(family);
        progress.forget(family);
    }

    /** Whether a list is due although the watch could go on: while deletes are held, and from time to time. */
    boolean isListDue(Family family) {
        return recorded.held().contains(family) || progress.isListDue(family, clock.instant(), settings.resync());
    }

    /** Writes how the member's API answers, if that is news. */
    void say(MemberState state) {
        state.toRecord(recorded.reachability(), clock.instant()).ifPresent(said -> {
            LOG.infov("Member API answers member={0} reachability={1} cause={2}", member, said.state(), said.reason());
            log.put(said);
            recorded = recorded.saying(said);
        });
    }
}
