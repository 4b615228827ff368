package io.fleetmesh.watcher.messaging;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.FamilyState;
import io.fleetmesh.watcher.domain.Holds;
import io.fleetmesh.watcher.domain.MassDeleteRule;
import io.fleetmesh.watcher.domain.MemberState;
import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Operation;
import io.fleetmesh.watcher.domain.Recorded;
import io.fleetmesh.watcher.domain.ResourceVersions;
import io.fleetmesh.watcher.domain.TakeOver;
import io.fleetmesh.watcher.domain.Trouble;
import io.fleetmesh.watcher.domain.Unmappable;
import io.fleetmesh.watcher.kube.KindLoop;
import io.fleetmesh.watcher.kube.MemberConnection;
import io.fleetmesh.watcher.kube.WatchMeters;
import io.fleetmesh.watcher.kube.WatchedKind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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
    private final MemberConnection api;
    private final WatchMeters meters;
    private final Clock clock;
    private final Runnable whenDeposed;
    private final List<KindLoop<?>> loops = new ArrayList<>();
    /** The newest resource version that each family is known to have had. */
    private final Map<Family, String> newest = new EnumMap<>(Family.class);
    /** When a family's resource version was last recorded, and when it was last listed. */
    private final Map<Family, Instant> noted = new EnumMap<>(Family.class);

    private final Map<Family, Instant> listed = new EnumMap<>(Family.class);

    private @Nullable OwnedPartition facts;
    private Recorded recorded = Recorded.of(List.of());
    private boolean closed;
    private volatile MemberState state = new MemberState.Claiming();

    MemberWatch(
            Bus bus,
            String member,
            WatchSettings settings,
            MemberConnection api,
            WatchMeters meters,
            Clock clock,
            Runnable whenDeposed) {
        this.bus = bus;
        this.member = member;
        this.settings = settings;
        this.api = api;
        this.meters = meters;
        this.clock = clock;
        this.whenDeposed = whenDeposed;
    }

    void start() {
        facts = OwnedPartition.claim(
                new TopicPartition(Topic.facts(member).name(), 0),
                bus.settings().client(),
                bus.reader(),
                bus.writer(),
                bus.meters(),
                this);
    }

    MemberState state() {
        return state;
    }

    /** Whether its loops run, as far as they should. */
    synchronized boolean alive() {
        return closed || loops.stream().allMatch(KindLoop::alive);
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
        List<MemberFact> known = memberFacts(partition.records().values());
        recorded = Recorded.of(known);
        recorded.complete().forEach((family, marker) -> newest.put(family, marker.resourceVersion()));
        List<WatchedKind<?>> kinds = WatchedKind.all();
        state = claiming.owned(kinds.stream().map(WatchedKind::family).collect(Collectors.toSet()));
        LOG.infov("Watch begins member={0} facts={1} recordedAs={2}", member, known.size(), recorded.clusterUid());
        kinds.forEach(kind -> loops.add(KindLoop.start(kind, api, this, settings.timings(), meters)));
    }

    private static List<MemberFact> memberFacts(Collection<FleetRecord> records) {
        return records.stream()
                .filter(MemberFact.class::isInstance)
                .map(MemberFact.class::cast)
                .toList();
    }

    @Override
    public void onDeposed(OwnedPartition partition) {
        synchronized (this) {
            state = state.deposed();
            loops.forEach(KindLoop::close);
        }
        whenDeposed.run();
    }

    @Override
    public void onForeign(OwnedPartition partition, ConsumerRecord<byte[], byte[]> record) {
        bus.deadLetters().add(Watches.SERVICE, record, "no claim: no watcher wrote it; it was written over");
    }

    @Override
    public synchronized boolean identified(String clusterUid) {
        if (!(state instanceof MemberState.Watching watching) || closed) {
            return false;
        }
        switch (TakeOver.identify(recorded, clusterUid)) {
            case FIRST_SEEN -> {
                put(new IdentityFact(clusterUid));
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
        Optional<Trouble> doubt = TakeOver.doubt(recorded, Optional.ofNullable(newest.get(list.family())), list);
        if (doubt.isPresent()) {
            return doubt;
        }
        boolean released = settings.released(member, list.family());
        TakeOver.Plan plan = TakeOver.plan(recorded, list, new Held(), MassDeleteRule.STANDARD, released);
        plan.operations().forEach(this::write);
        plan.held()
                .ifPresent(hold -> LOG.errorv(
                        "Deletes held, too many to be believed member={0} family={1} held={2} known={3}",
                        member, hold.family(), hold.held(), hold.known()));
        LOG.infov(
                "Listed member={0} family={1} objects={2} operations={3}",
                member, list.family(), list.facts().size(), plan.operations().size());
        recorded = recorded.completed(plan.marker())
                .holding(list.family(), plan.held().isPresent());
        newest.put(list.family(), list.resourceVersion());
        Instant now = clock.instant();
        noted.put(list.family(), now);
        listed.put(list.family(), now);
        enter(watching.listed(list.family()));
        return Optional.empty();
    }

    @Override
    public synchronized void observed(Family family, Observation observation, String resourceVersion) {
        if (!believable()) {
            return;
        }
        switch (observation) {
            case Observation.Present(MemberFact fact) -> put(fact);
            case Observation.Gone(String key) -> remove(key);
        }
        progressed(family, resourceVersion);
    }

    @Override
    public synchronized void progressed(Family family, String resourceVersion) {
        if (!believable()) {
            return;
        }
        newest.merge(family, resourceVersion, ResourceVersions::newer);
        Instant last = noted.getOrDefault(family, Instant.EPOCH);
        if (!clock.instant().isBefore(last.plus(settings.timings().record()))) {
            note(family);
        }
    }

    /** Records how far the family is known, so that whoever takes over can tell an older list. */
    private void note(Family family) {
        CompletenessFact marker = recorded.complete().get(family);
        String version = newest.get(family);
        if (marker != null && version != null && !version.equals(marker.resourceVersion())) {
            CompletenessFact next = new CompletenessFact(family, marker.generation(), version);
            put(next);
            recorded = recorded.completed(next);
        }
        noted.put(family, clock.instant());
    }

    private boolean believable() {
        return !closed && state instanceof MemberState.Watching && !(state instanceof MemberState.WrongCluster);
    }

    @Override
    public synchronized void watching(Family family) {
        if (!closed && state instanceof MemberState.Watching watching) {
            enter(watching.resumed(family));
        }
    }

    @Override
    public synchronized void failed(Family family, Trouble trouble) {
        if (!closed && state instanceof MemberState.Watching watching) {
            FamilyState before = watching.families().states().get(family);
            if (before instanceof FamilyState.Failing) {
                LOG.debugv("Still not read member={0} family={1} cause={2}", member, family, trouble.reason());
            } else {
                LOG.warnv("Not read member={0} family={1} cause={2}", member, family, trouble.reason());
            }
            enter(watching.failed(family, trouble));
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
        Instant due = listed.getOrDefault(family, Instant.EPOCH).plus(settings.resync());
        return known instanceof FamilyState.Unchecked
                || known instanceof FamilyState.Unlisted
                || recorded.held().contains(family)
                || !clock.instant().isBefore(due);
    }

    private void enter(MemberState next) {
        state = next;
        next.toRecord(recorded.reachability(), clock.instant()).ifPresent(said -> {
            LOG.infov("Member's API member={0} reachability={1} cause={2}", member, said.state(), said.reason());
            put(said);
            recorded = recorded.saying(said);
        });
    }

    private void write(Operation operation) {
        switch (operation) {
            case Operation.Put(MemberFact fact) -> put(fact);
            case Operation.Remove(String key) -> remove(key);
        }
    }

    private void put(MemberFact fact) {
        if (facts != null) {
            var _ = facts.put(fact, Map.of());
        }
    }

    private void remove(String key) {
        if (facts != null) {
            var _ = facts.remove(key, Map.of());
        }
    }

    /** The loops end; the facts stay as they are. */
    @Override
    public void close() {
        synchronized (this) {
            if (believable()) {
                List.copyOf(newest.keySet()).forEach(this::note);
            }
            closed = true;
            loops.forEach(KindLoop::close);
        }
        if (facts != null) {
            facts.close();
        }
        api.close();
    }

    private final class Held implements Holds {
        private final Map<String, Payload> state = facts == null ? Map.of() : facts.state();

        @Override
        public Set<String> keys(Family family) {
            return state.keySet().stream()
                    .filter(key -> key.startsWith(family.segment() + "/"))
                    .collect(Collectors.toSet());
        }

        @Override
        public boolean holds(MemberFact fact) {
            return new Payload(Codec.encode(fact)).equals(state.get(fact.key()));
        }
    }
}
