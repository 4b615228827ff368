package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.Admission;
import io.fleetmesh.controller.domain.AdmissionResult;
import io.fleetmesh.controller.domain.AdmissionRules;
import io.fleetmesh.controller.domain.DeclaredMember;
import io.fleetmesh.controller.domain.IncarnationRule;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.LogAcceptance;
import io.fleetmesh.controller.domain.ProfileSettings;
import io.fleetmesh.controller.domain.RestoreRules;
import io.fleetmesh.controller.domain.Views;
import io.fleetmesh.controller.domain.Watched;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.exports.Exports;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.Reservations;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.controller.domain.plan.Plans;
import io.fleetmesh.controller.domain.plan.check.Newcomers;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.ShardGroup;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.kit.service.Bus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code members} and {@code views.<profile>} as the declarations say, {@code log}, {@code intents}, and what follows from plans. The one active process of the
 * group owns all partitions of them, so that it decides over the whole fleet at once.
 *
 * <pre>
 *   waiting ──given the views──▶ claiming ──all partitions folded, log trusted──▶ provisioning ──topics there──▶ written
 * </pre>
 */
public final class ProfileKeeper implements Claims.Listener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ProfileKeeper.class);
    private static final String SERVICE = "profile-controller";

    private final Bus bus;
    private final ProfileSettings settings;
    private final List<DeclaredMember> declared;
    private final Set<String> removed;
    private final LogMemory memory;
    private final LogAcceptance acceptance;
    private final Claims claims;
    private final IntentKeeper intents;
    private final PlanKeeper plans;
    private final ExportKeeper exports;
    private final FleetKeeper fleet;
    private final ReservationKeeper reservations;
    private final NewcomerDesk newcomers;
    private final LogKeeper log;
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private final Attempts topics;
    private volatile @Nullable Attempts provisioning;
    private volatile @Nullable ShardGroup group;
    private volatile Optional<String> logRefused = Optional.empty();
    private volatile boolean joined;
    /** Whether the group has given it the views, whatever has come of that. */
    private volatile boolean active;

    /** Whether everything was owned and the log trusted: what is claimed afterwards changes nothing of that. */
    private boolean opened;

    /** The one that is written once all is there that a backup knows. */
    private Optional<Incarnation> restoring = Optional.empty();

    private volatile boolean written;

    /**
     * Begins to provision the topics that do not depend on members, then joins the group.
     *
     * @param services of the fleet
     */
    public ProfileKeeper(
            Bus bus,
            Watched<GlobalService> services,
            ProfileSettings settings,
            List<DeclaredMember> declared,
            Set<String> removed,
            LogMemory memory,
            LogAcceptance acceptance,
            Clock clock) {
        this.memory = memory;
        this.acceptance = acceptance;
        this.bus = bus;
        this.settings = settings;
        this.declared = List.copyOf(declared);
        this.removed = Set.copyOf(removed);
        this.claims = new Claims(bus, this);
        this.intents = new IntentKeeper(bus.reader(), clock, this::claimAll);
        this.exports = new ExportKeeper(bus.reader(), claims, services, this::claimAll, clock);
        this.fleet = new FleetKeeper(bus, claims, intents, exports, clock);
        this.plans = new PlanKeeper(bus.reader(), claims, fleet, exports, this::claimAll, clock);
        this.reservations = new ReservationKeeper(bus.reader(), claims, fleet, this::claimAll);
        this.newcomers =
                new NewcomerDesk(bus.reader(), fleet, () -> plans.history().isPresent(), clock);
        this.log = new LogKeeper(bus, claims, memory, fleet.stores()::heard);
        var _ = intents.listen(fleet::changed);
        this.topics = Attempts.of("provision the fleet's topics", bus.meters(), () -> {
            List<Topic> needed = new ArrayList<>(owned());
            needed.add(Topic.globalServices());
            needed.add(Topic.deadLetters());
            bus.topics().ensure(needed);
            group = new ShardGroup(bus.settings(), "fleetmesh-" + SERVICE, views().name(), new Shards());
            return true;
        });
    }

    /** What the active process owns from the beginning. */
    private List<Topic> owned() {
        return List.of(
                Topic.log(),
                Topic.members(),
                views(),
                Topic.intents(),
                Topic.plans(),
                Topic.appliedProfiles(),
                Topic.memberStatus(),
                Topic.clusterIds(),
                Topic.exportApprovals());
    }

    private Topic views() {
        return Topic.views(settings.profile());
    }

    private final class Shards implements ShardGroup.Listener {
        @Override
        public void onAssigned(Set<Integer> partitions) {
            bus.reader().execute(() -> {
                active = active || !partitions.isEmpty();
                joined = true;
                if (!partitions.isEmpty()) {
                    claimAll();
                }
            });
        }

        @Override
        public void onRevoked(Set<Integer> partitions) {
            if (!partitions.isEmpty()) {
                bus.reader().execute(() -> {
                    active = false;
                    release();
                });
            }
        }
    }

    private void claimAll() {
        release();
        claims.claim(owned());
    }

    private void release() {
        written = false;
        opened = false;
        restoring = Optional.empty();
        intents.close();
        plans.close();
        exports.close();
        fleet.close();
        Attempts running = provisioning;
        if (running != null) {
            running.close();
        }
        claims.release();
    }

    @Override
    public void onAllOwned() {
        if (opened) {
            fleet.changed();
        } else {
            identify();
        }
    }

    /** Nothing is decided on a log that is not the one remembered. */
    private void identify() {
        Optional<Incarnation> found = log.found();
        switch (IncarnationRule.decide(
                found,
                memory.remembered(),
                acceptance.accepted(),
                UUID.randomUUID().toString())) {
            case IncarnationRule.Next(Incarnation next) -> {
                boolean another =
                        found.filter(log -> log.id().equals(next.id())).isEmpty();
                Optional<Backup> backup = acceptance.backup().filter(_ -> another);
                logRefused = backup.flatMap(saved -> RestoreRules.refusal(
                        saved, found, memory.remembered(), acceptance.incarnation(), Restoring.there(claims)));
                if (logRefused.isPresent()) {
                    LOG.errorv("Backup refused, nothing is written cause={0}", logRefused.get());
                } else if (backup.isPresent()) {
                    restore(backup.get(), found, RestoreRules.after(next, backup.get()));
                } else {
                    accept(next, another);
                    begin();
                    decide(declared, false);
                }
            }
            case IncarnationRule.Refused(String reason) -> {
                logRefused = Optional.of(reason);
                LOG.errorv("Log not trusted, nothing is written cause={0}", reason);
            }
        }
    }

    private void accept(Incarnation next, boolean another) {
        if (another) {
            LOG.infov("Log begun or accepted incarnation={0} replaces={1}", next.id(), next.replaces());
        }
        log.write(next);
    }

    private void begin() {
        opened = true;
        claims.of(Topic.intents()).ifPresent(intents::open);
        plans.open();
        exports.open();
        fleet.open();
    }

    /** The incarnation last, members included: as long as it is not there, whoever becomes active restores again. */
    private void restore(Backup backup, Optional<Incarnation> found, Incarnation next) {
        Optional<OwnedPartition> owned = claims.of(Topic.log());
        Optional<Restoring> missing = Restoring.of(bus.reader(), claims, backup, found);
        if (owned.isEmpty() || missing.isEmpty()) {
            return;
        }
        boolean admits = RestoreRules.admits(backup, found, Restoring.there(claims));
        var _ = missing.get().write().thenAccept(kept -> {
            if (kept && claims.has(owned.get()) && owned.get().owned()) {
                restoring = Optional.of(next);
                begin();
                boolean byConfiguration =
                        fleet.state().profile(settings.profile()).isEmpty();
                if (admits) {
                    decide(acceptance.before(settings.profile(), byConfiguration ? declared : List.of()), true);
                } else {
                    decide(declared, false);
                }
            } else if (claims.has(owned.get())) {
                claimAll();
            }
        });
    }

    private void restored() {
        restoring.ifPresent(next -> accept(next, true));
        restoring = Optional.empty();
    }

    @Override
    public void onDeposed(OwnedPartition partition) {
        written = false;
        intents.close();
        plans.close();
        exports.close();
        fleet.close();
        // Ordinary when another is active now. If we still are after a while, it was the claim of one given up.
        bus.reader().executeAfter(bus.settings().settledAfter(), () -> {
            if (claims.has(partition)) {
                claimAll();
            }
        });
    }

    /**
     * What configuration says counts as long as no profile of the name is declared.
     *
     * @param restored whether the log may lack members of a profile that is declared already, while no plan was ever applied
     */
    private void decide(List<DeclaredMember> declarations, boolean restored) {
        FleetState now = fleet.state();
        boolean applied = now.applied().containsKey(settings.profile());
        if (applied || (now.profile(settings.profile()).isPresent() && !restored)) {
            LOG.infov("Profile is declared, members from configuration do not count profile={0}", settings.profile());
            written = true;
            restored();
            return;
        }
        List<Member> admitted = claims.records(Topic.members(), Member.class).toList();
        AdmissionResult result = AdmissionRules.decide(declarations, removed, admitted, settings);
        report(result.outcomes());
        provision(result);
    }

    private void report(List<Admission> outcomes) {
        refusals.clear();
        for (Admission outcome : outcomes) {
            switch (outcome) {
                case Admission.Admitted(Member member) ->
                    LOG.infov(
                            "Member admitted member={0} clusterName={1} clusterId={2}",
                            member.id(), member.clusterName(), member.clusterId());
                case Admission.Refused(String id, String reason) -> {
                    refusals.put(id, reason);
                    LOG.errorv("Member refused member={0} cause={1}", id, reason);
                }
                case Admission.Removed(Member member) ->
                    LOG.warnv(
                            "Member removed member={0} clusterName={1} clusterId={2}",
                            member.id(), member.clusterName(), member.clusterId());
                case Admission.Undeclared(Member member) ->
                    LOG.warnv("Member is declared no more and stays member={0}", member.id());
            }
        }
    }

    /** Whoever reads of a member must find its topics. */
    private void provision(AdmissionResult result) {
        List<Topic> needed = new ArrayList<>();
        for (Member member : result.members()) {
            needed.add(Topic.facts(member.id()));
            needed.add(Topic.mesh(member.profile(), member.id()));
        }
        provisioning = Attempts.of("provision the members' topics", bus.meters(), () -> {
            bus.topics().ensure(needed);
            bus.reader().execute(() -> write(result.members(), result.removed()));
            return true;
        });
    }

    private void write(Collection<Member> members, Collection<String> gone) {
        members.forEach(
                member -> claims.ofMember(member.id()).ifPresent(partition -> partition.put(member, Actors.SELF)));
        claims.of(views()).ifPresent(partition -> {
            Views.fullMesh(members).forEach(view -> partition.put(view, Actors.SELF));
            gone.forEach(consumer -> partition.remove(consumer, Actors.SELF));
        });
        // After nobody is to see them any more: their watchers and aggregators end.
        gone.forEach(id -> claims.ofMember(id).ifPresent(partition -> partition.remove(id, Actors.SELF)));
        written = opened;
        restored();
        fleet.changed();
        LOG.infov("Profile written profile={0} members={1}", settings.profile(), members.size());
    }

    /** The declared objects, as far as this is the active process. */
    public Intents intents() {
        return intents;
    }

    /** The plans, as far as this is the active process. */
    public Plans plans() {
        return plans;
    }

    /** Where members stand, as far as this is the active process. */
    public Statuses statuses() {
        return fleet;
    }

    /** Where members belong that are declared no more, as far as this is the active process. */
    public AppliedPlaces places() {
        return fleet.places();
    }

    /** The fleet, as far as this is the active process. */
    public Newcomers newcomers() {
        return newcomers;
    }

    /** Whose cluster IDs are, as far as this is the active process. */
    public Reservations reservations() {
        return reservations;
    }

    /** Who may export what where exports are held, as far as this is the active process. */
    public Exports exports() {
        return exports;
    }

    /** Whether its threads run and nothing stands that only an operator can change. */
    public boolean alive() {
        ShardGroup shards = group;
        return bus.reader().alive()
                && bus.reader().lost().isEmpty()
                && (shards == null || shards.alive())
                && topicsFailure().isEmpty()
                && fleet.failure().isEmpty();
    }

    private Optional<String> topicsFailure() {
        Attempts running = provisioning;
        return topics.failure().or(() -> running == null ? Optional.empty() : running.failure());
    }

    /** Whether it is the active one and has written all, or stands by for the active one. */
    public boolean ready() {
        return active ? written : joined;
    }

    /** Refused members and what cannot go on, for people. */
    public Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        refusals.forEach((id, reason) -> details.put("refused." + id, reason));
        topicsFailure().ifPresent(failure -> details.put("topics", failure));
        claims.problem().ifPresent(problem -> details.put("claims", problem));
        logRefused.ifPresent(reason -> details.put("log", reason));
        bus.reader().lost().ifPresent(what -> details.put("log", "lost: " + what));
        fleet.failure().ifPresent(failure -> details.put("fleet", failure));
        return details;
    }

    /** Leaves the group; what is written stays. */
    @Override
    public void close() {
        topics.close();
        ShardGroup shards = group;
        if (shards != null) {
            shards.close();
        }
    }
}
