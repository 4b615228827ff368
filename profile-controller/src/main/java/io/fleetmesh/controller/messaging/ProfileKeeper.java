package io.fleetmesh.controller.messaging;

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
import io.fleetmesh.controller.domain.Views;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.ShardGroup;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.kit.service.Bus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code members} and {@code views.<profile>} as the declarations say, {@code log}, and {@code intents}. The one active process of the
 * group owns all partitions of them, so that it decides over the whole fleet at once.
 *
 * <pre>
 *   waiting ──given the views──▶ claiming ──all partitions folded, log trusted──▶ provisioning ──topics there──▶ written
 * </pre>
 */
public final class ProfileKeeper implements OwnedPartition.Owner, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ProfileKeeper.class);
    private static final String SERVICE = "profile-controller";
    private static final TopicPartition LOG_PARTITION =
            new TopicPartition(Topic.log().name(), 0);

    private final Bus bus;
    private final ProfileSettings settings;
    private final List<DeclaredMember> declared;
    private final Set<String> removed;
    private final LogMemory memory;
    private final LogAcceptance acceptance;
    private final IntentKeeper intents;
    private final Map<TopicPartition, OwnedPartition> claimed = new ConcurrentHashMap<>();
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private final Attempts topics;
    private @Nullable Attempts provisioning;
    private volatile @Nullable ShardGroup group;
    private volatile Optional<String> logRefused = Optional.empty();
    private volatile boolean joined;
    private volatile boolean written;

    /** Begins to provision the topics that do not depend on members, then joins the group. */
    public ProfileKeeper(
            Bus bus,
            ProfileSettings settings,
            List<DeclaredMember> declared,
            Set<String> removed,
            LogMemory memory,
            LogAcceptance acceptance) {
        this.memory = memory;
        this.acceptance = acceptance;
        this.bus = bus;
        this.settings = settings;
        this.declared = List.copyOf(declared);
        this.removed = Set.copyOf(removed);
        this.intents = new IntentKeeper(bus.reader(), this::claimAll);
        this.topics = Attempts.of("provision the fleet's topics", () -> {
            bus.topics()
                    .ensure(List.of(
                            Topic.log(),
                            Topic.members(),
                            views(),
                            Topic.intents(),
                            Topic.globalServices(),
                            Topic.deadLetters()));
            group = new ShardGroup(bus.settings(), "fleetmesh-" + SERVICE, views().name(), new Shards());
            return true;
        });
    }

    private Topic views() {
        return Topic.views(settings.profile());
    }

    private final class Shards implements ShardGroup.Listener {
        @Override
        public void onAssigned(Set<Integer> partitions) {
            bus.reader().execute(() -> {
                joined = true;
                if (!partitions.isEmpty()) {
                    claimAll();
                }
            });
        }

        @Override
        public void onRevoked(Set<Integer> partitions) {
            if (!partitions.isEmpty()) {
                bus.reader().execute(ProfileKeeper.this::release);
            }
        }
    }

    private void claimAll() {
        release();
        List<TopicPartition> all = new ArrayList<>();
        for (int number = 0; number < Topic.members().partitions(); number++) {
            all.add(new TopicPartition(Topic.members().name(), number));
        }
        all.add(new TopicPartition(views().name(), 0));
        all.add(IntentKeeper.PARTITION);
        all.add(LOG_PARTITION);
        all.forEach(partition -> claimed.put(
                partition,
                OwnedPartition.claim(
                        partition, bus.settings().client(), bus.reader(), bus.writer(), bus.meters(), this)));
    }

    private void release() {
        written = false;
        intents.close();
        if (provisioning != null) {
            provisioning.close();
        }
        claimed.values().forEach(OwnedPartition::close);
        claimed.clear();
    }

    @Override
    public void onOwned(OwnedPartition partition) {
        if (!claimed.isEmpty() && claimed.values().stream().allMatch(OwnedPartition::owned)) {
            identify();
        }
    }

    /** Nothing is decided on a log that is not the one remembered. */
    private void identify() {
        Optional<Incarnation> found = incarnation();
        switch (IncarnationRule.decide(
                found,
                memory.remembered(),
                acceptance.accepted(),
                UUID.randomUUID().toString())) {
            case IncarnationRule.Next(Incarnation next) -> {
                logRefused = Optional.empty();
                boolean another =
                        found.filter(log -> log.id().equals(next.id())).isEmpty();
                if (another) {
                    LOG.infov("Log begun or accepted incarnation={0} replaces={1}", next.id(), next.replaces());
                }
                write(next);
                owned(IntentKeeper.PARTITION).ifPresent(intents::open);
                decide(another ? acceptance.before(settings.profile(), declared) : declared);
            }
            case IncarnationRule.Refused(String reason) -> {
                logRefused = Optional.of(reason);
                LOG.errorv("Log not trusted, nothing is written cause={0}", reason);
            }
        }
    }

    private Optional<Incarnation> incarnation() {
        return owned(LOG_PARTITION)
                .map(log -> log.records().get(Incarnation.KEY))
                .filter(Incarnation.class::isInstance)
                .map(Incarnation.class::cast);
    }

    private void write(Incarnation next) {
        owned(LOG_PARTITION).ifPresent(log -> {
            log.put(next, Map.of());
            memory.remember(next);
            bus.reader().executeAfter(Incarnation.TICK, () -> tick(log));
        });
    }

    /** As long as it is the same claim. */
    private void tick(OwnedPartition log) {
        if (claimed.containsValue(log) && log.owned()) {
            incarnation().ifPresent(now -> write(new Incarnation(now.id(), now.epoch() + 1, now.replaces())));
        }
    }

    @Override
    public boolean readsPromptly(TopicPartition partition) {
        return partition.equals(IntentKeeper.PARTITION);
    }

    @Override
    public void onDeposed(OwnedPartition partition) {
        written = false;
        intents.close();
        // Ordinary when another is active now. If we still are after a while, it was the claim of one given up.
        bus.reader().executeAfter(bus.settings().settledAfter(), () -> {
            if (claimed.containsValue(partition)) {
                claimAll();
            }
        });
    }

    private void decide(List<DeclaredMember> declarations) {
        List<Member> admitted = claimed.values().stream()
                .flatMap(partition -> partition.records().values().stream())
                .filter(Member.class::isInstance)
                .map(Member.class::cast)
                .toList();
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
        provisioning = Attempts.of("provision the members' topics", () -> {
            bus.topics().ensure(needed);
            bus.reader().execute(() -> write(result.members(), result.removed()));
            return true;
        });
    }

    private void write(Collection<Member> members, Collection<String> gone) {
        members.forEach(member -> ofMember(member.id()).ifPresent(partition -> partition.put(member, Map.of())));
        owned(new TopicPartition(views().name(), 0)).ifPresent(partition -> {
            Views.fullMesh(members).forEach(view -> partition.put(view, Map.of()));
            gone.forEach(consumer -> partition.remove(consumer, Map.of()));
        });
        // After nobody is to see them any more: their watchers and aggregators end.
        gone.forEach(id -> ofMember(id).ifPresent(partition -> partition.remove(id, Map.of())));
        written = !claimed.isEmpty();
        LOG.infov("Profile written profile={0} members={1}", settings.profile(), members.size());
    }

    private Optional<OwnedPartition> ofMember(String id) {
        return owned(new TopicPartition(Topic.members().name(), TopicProvisioner.partitionOf(Topic.members(), id)));
    }

    private Optional<OwnedPartition> owned(TopicPartition partition) {
        return Optional.ofNullable(claimed.get(partition));
    }

    /** The declared objects, as far as this is the active process. */
    public Intents intents() {
        return intents;
    }

    /** Whether its threads run and nothing stands that only an operator can change. */
    public boolean alive() {
        ShardGroup shards = group;
        return bus.reader().alive()
                && bus.reader().lost().isEmpty()
                && (shards == null || shards.alive())
                && topics.failure().isEmpty();
    }

    /** Whether it is the active one and has written all, or stands by for the active one. */
    public boolean ready() {
        return written || (joined && claimed.isEmpty());
    }

    /** Refused members and what cannot go on, for people. */
    public Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        refusals.forEach((id, reason) -> details.put("refused." + id, reason));
        topics.failure().ifPresent(failure -> details.put("topics", failure));
        logRefused.ifPresent(reason -> details.put("log", reason));
        bus.reader().lost().ifPresent(what -> details.put("log", "lost: " + what));
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
