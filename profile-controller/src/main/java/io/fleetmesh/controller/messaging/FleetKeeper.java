package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.Watched;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.fleet.Candidates;
import io.fleetmesh.controller.domain.fleet.ClusterIds;
import io.fleetmesh.controller.domain.fleet.Drains;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.Sights;
import io.fleetmesh.controller.domain.fleet.Standings;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.kit.service.Bus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes true what was declared, as far as that needs no plan, and what plans were applied: candidates, reserved cluster IDs,
 * members, views, the end of drains, statuses. It looks at everything again whenever something has changed, and now and then; so
 * whoever becomes active goes on where another stopped. All of it on the reader's thread, but for what is asked of it.
 */
final class FleetKeeper implements Statuses {
    private static final Logger LOG = Logger.getLogger(FleetKeeper.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    /** Drains end by time, and what was written may be written over by others. */
    private static final int TICKS_WITHOUT_CHANGE = 10;
    /** More members than that change their state in no millisecond of all. */
    private static final long VERSIONS_EACH_MILLISECOND = 1000;

    private final Bus bus;
    private final Claims claims;
    private final IntentKeeper intents;
    private final Inventories inventories;
    private final StoreStatuses stores;
    private final ExportKeeper exports;
    private final Clock clock;
    private final Set<Topic> provisioned = new HashSet<>();
    private volatile @Nullable Attempts provisioning;
    private boolean open;
    private boolean dirty;
    private int life;
    private int quiet;
    private final Kept<Standing> standings = new Kept<>();
    private volatile AppliedPlaces places = AppliedPlaces.NONE;

    FleetKeeper(Bus bus, Claims claims, IntentKeeper intents, ExportKeeper exports, Clock clock) {
        this.exports = exports;
        this.bus = bus;
        this.claims = claims;
        this.intents = intents;
        this.inventories = new Inventories(bus, this::changed);
        this.stores = new StoreStatuses(bus, this::changed, clock);
        this.clock = clock;
    }

    /** Everything is owned. */
    void open() {
        open = true;
        dirty = true;
        life++;
        tick(life);
    }

    /** Nothing is owned any more. */
    void close() {
        open = false;
        standings.set(Optional.empty());
        places = AppliedPlaces.NONE;
        inventories.close();
        stores.close();
        Attempts running = provisioning;
        if (running != null) {
            running.close();
            provisioning = null;
        }
    }

    /** It is to be looked at soon. */
    void changed() {
        dirty = true;
    }

    private void tick(int ofLife) {
        if (!open || ofLife != life) {
            return;
        }
        quiet++;
        if (dirty || quiet >= TICKS_WITHOUT_CHANGE) {
            dirty = false;
            quiet = 0;
            look();
        }
        bus.reader().executeAfter(TICK, () -> tick(ofLife));
    }

    /** What is declared and known now. */
    FleetState state() {
        Map<String, KnownMember> known = byId(claims.records(Topic.members(), KnownMember.class), KnownMember::id);
        return new FleetState(
                intents.all().<Map<String, Intent>>map(Function.identity()).orElse(Map.of()),
                known,
                inventories.identities(),
                claims.records(Topic.clusterIds(), ClusterIdReservation.class).toList(),
                byId(claims.records(Topic.appliedProfiles(), AppliedProfile.class), AppliedProfile::profile),
                inventories.clusters());
    }

    Inventories inventories() {
        return inventories;
    }

    StoreStatuses stores() {
        return stores;
    }

    private static <T> Map<String, T> byId(Stream<T> records, Function<T, String> id) {
        return records.collect(Collectors.toMap(id, Function.identity(), (one, _) -> one, TreeMap::new));
    }

    private void look() {
        FleetState fleet = state();
        places = AppliedPlaces.of(fleet.applied().values());
        Candidates candidates = Candidates.decide(fleet);
        provision(needed(fleet, candidates));
        claimViews();
        candidates.wanted().stream()
                .filter(this::hasTopic)
                .forEach(candidate -> put(candidate, whoDeclared(candidate.id())));
        candidates.gone().forEach(candidate -> forget(candidate, whoDeclared(candidate)));
        claims.of(Topic.clusterIds())
                .ifPresent(ids -> ClusterIds.missing(fleet)
                        // Statuses tell it at the next look.
                        .forEach(missing -> dirty |= ids.put(missing, whoDeclared(missing.member()))));
        exports.follow(fleet.applied());
        fleet.applied().values().forEach(applied -> converge(applied, fleet));
        inventories.follow(fleet.known().keySet());
        stores.follow(members(fleet)
                .filter(member -> provisioned.contains(Topic.storeStatus(member)))
                .collect(Collectors.toSet()));
        Instant now = clock.instant();
        Map<String, MemberStatus> before =
                byId(claims.records(Topic.memberStatus(), MemberStatus.class), MemberStatus::member);
        NavigableMap<String, Standing> next =
                Standings.decide(fleet, before, inventories.behind(), inventories::facts, stores::of, now);
        write(before, next);
        show(next, now);
        Drains.ended(fleet, next, now)
                .forEach(applied -> claims.of(Topic.appliedProfiles()).ifPresent(partition -> {
                    LOG.infov(
                            "Members have left profile={0} members={1}",
                            applied.profile(), applied.members().size());
                    partition.put(applied, Actors.of(applied));
                    dirty = true;
                }));
    }

    private static Set<Topic> needed(FleetState fleet, Candidates candidates) {
        Set<Topic> needed = new HashSet<>();
        candidates.wanted().forEach(candidate -> needed.add(Topic.facts(candidate.id())));
        members(fleet).forEach(member -> needed.add(Topic.storeStatus(member)));
        fleet.applied().values().forEach(applied -> {
            needed.add(Topic.views(applied.profile()));
            applied.members().forEach(member -> {
                needed.add(Topic.facts(member.id()));
                needed.add(Topic.mesh(applied.profile(), member.id()));
            });
        });
        return needed;
    }

    private static Stream<String> members(FleetState fleet) {
        return fleet.known().values().stream().filter(Member.class::isInstance).map(KnownMember::id);
    }

    /** Whoever reads of a member must find its topics. */
    private void provision(Set<Topic> needed) {
        if (provisioned.containsAll(needed) || (provisioning != null && !provisioning.done())) {
            return;
        }
        int ofLife = life;
        Attempts attempts = Attempts.of("provision topics of declared members", bus.meters(), () -> {
            bus.topics().ensure(needed);
            bus.reader().execute(() -> provisioned(needed, ofLife));
            return true;
        });
        provisioning = attempts;
    }

    private void provisioned(Set<Topic> there, int ofLife) {
        provisioned.addAll(there);
        if (open && ofLife == life) {
            provisioning = null;
            changed();
        }
    }

    /** All that are there: whoever becomes active again has released them before. */
    private void claimViews() {
        claims.claim(provisioned.stream()
                .filter(topic -> topic.name().startsWith(Topic.views("").name()))
                .toList());
    }

    private boolean hasTopic(Candidate candidate) {
        return provisioned.contains(Topic.facts(candidate.id()));
    }

    /** Or who deleted it. */
    private Map<String, String> whoDeclared(String member) {
        return Actors.ofDeclared(claims.of(Topic.intents())
                .map(intents -> intents.actor(Kind.MEMBER.object(member)))
                .orElse(Map.of()));
    }

    private void put(KnownMember member, Map<String, String> actor) {
        // What was looked at did not have it yet.
        claims.ofMember(member.id()).ifPresent(partition -> dirty |= partition.put(member, actor));
    }

    private void forget(String member, Map<String, String> actor) {
        claims.ofMember(member).ifPresent(partition -> dirty |= partition.remove(member, actor));
    }

    /** Views first where somebody goes, members first where somebody comes: nobody is seen who is not one. */
    private void converge(AppliedProfile applied, FleetState fleet) {
        Topic topic = Topic.views(applied.profile());
        Optional<OwnedPartition> partition = claims.of(topic);
        boolean ready = applied.members().stream()
                .allMatch(member -> provisioned.contains(Topic.mesh(applied.profile(), member.id())));
        if (!ready || partition.isEmpty()) {
            return;
        }
        Map<String, String> actor = Actors.of(applied);
        applied.members().forEach(member -> put(member, actor));
        NavigableMap<String, ConsumerView> views = Sights.of(applied);
        views.values().forEach(view -> partition.get().put(view, actor));
        List<String> gone = partition.get().records().keySet().stream()
                .filter(consumer -> !views.containsKey(consumer))
                .toList();
        gone.forEach(consumer -> partition.get().remove(consumer, actor));
        Set<String> members = applied.members().stream().map(Member::id).collect(Collectors.toSet());
        fleet.members(applied.profile()).stream()
                .map(Member::id)
                .filter(id -> !members.contains(id))
                .forEach(member -> forget(member, actor));
    }

    private void write(Map<String, MemberStatus> before, Map<String, Standing> next) {
        claims.of(Topic.memberStatus()).ifPresent(partition -> {
            next.values().forEach(standing -> partition.put(standing.status(), Actors.SELF));
            before.keySet().stream()
                    .filter(id -> !next.containsKey(id))
                    .forEach(id -> partition.remove(id, Actors.SELF));
        });
    }

    /** Versions follow from the time, so that none is given twice, by this process or another one. */
    private void show(NavigableMap<String, Standing> next, Instant now) {
        Optional<History<Standing>> before = standings.history();
        Map<String, Optional<Standing>> changes = new TreeMap<>();
        before.ifPresent(shown -> shown.now().keySet().forEach(member -> changes.put(member, Optional.empty())));
        next.forEach((member, standing) -> changes.put(member, Optional.of(standing)));
        History<Standing> after = before.map(shown -> shown.after(changes))
                .orElseGet(() -> History.begin(next, now.toEpochMilli() * VERSIONS_EACH_MILLISECOND));
        if (!before.equals(Optional.of(after))) {
            standings.set(Optional.of(after));
        }
    }

    @Override
    public Watched<Standing> watched() {
        return standings;
    }

    /** Where members belong by what was applied, as the active process knows it. */
    AppliedPlaces places() {
        return places;
    }

    /** What cannot go on and will not heal. */
    Optional<String> failure() {
        Attempts running = provisioning;
        return running == null ? Optional.empty() : running.failure();
    }
}
