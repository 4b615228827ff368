package io.fleetmesh.simulation;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import io.fleetmesh.controller.domain.RestoreRules;
import io.fleetmesh.controller.domain.fleet.Sights;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * What the controller knows and writes, without being a process: which log it is, who is a member, what plans made of the
 * profile, and who sees whom by that.
 */
final class SimController {
    static final String PROFILE = "default";
    static final String CONSUMER = "north";

    /** What a plan lets the consumer see of a source. */
    enum Seen {
        ALL,
        NOT_THE_NAMESPACE,
        NOTHING
    }

    private static final String LABEL = "name";
    private static final Namespaces ALL_BUT_THE_NAMESPACE = new Namespaces(List.of(), List.of(SimMember.NAMESPACE));

    private final SimKafka kafka;
    private final EventQueue queue;
    private final WrittenViews views;
    private final Map<String, Seen> seen = new TreeMap<>();
    /** All that ever were one. */
    private final Map<String, Member> known = new TreeMap<>();

    private Incarnation incarnation = new Incarnation("log-0", 1, List.of());
    private AppliedProfile profile;
    private Map<String, Member> members = Map.of();
    private int plans;
    private boolean opened = true;
    private boolean closed;

    /** Begins a log with these members, who by no plan but by configuration see each other. */
    SimController(SimKafka kafka, EventQueue queue, Collection<Member> members) {
        this.kafka = kafka;
        this.queue = queue;
        this.views = new WrittenViews(kafka);
        enter(applied(true, members));
        begin();
    }

    /** Which log it is, as its controller remembers. */
    Incarnation incarnation() {
        return incarnation;
    }

    /** Those that may be watched and exported, by ID. */
    Map<String, Member> members() {
        return members;
    }

    private void enter(AppliedProfile next) {
        profile = next;
        members = next.members().stream()
                .filter(member -> !member.id().equals(CONSUMER))
                .collect(Collectors.toMap(Member::id, member -> member, (one, _) -> one, TreeMap::new));
    }

    /** What the consumer may see now. */
    ConsumerView view() {
        return Sights.of(profile).get(CONSUMER);
    }

    /** What it was told that the consumer may see. */
    WrittenViews views() {
        return views;
    }

    /** The controller goes on to the next epoch, with a claim of its own as after a restart. */
    void tick() {
        incarnation = new Incarnation(incarnation.id(), incarnation.epoch() + 1, incarnation.replaces());
        write(Topic.log(), incarnation);
    }

    /** As {@code ./fleetmesh backup}. */
    Backup backup() {
        return new Backup(
                incarnation,
                Stream.<FleetRecord>concat(profile.members().stream(), plans == 0 ? Stream.of() : Stream.of(profile))
                        .toList());
    }

    /**
     * An operator accepts the log that is there, empty or older, in place of this one.
     *
     * @param backup what is restored into it; without, all is declared again
     */
    void replace(Optional<Backup> backup) {
        List<String> replaces = new ArrayList<>(List.of(incarnation.id()));
        replaces.addAll(incarnation.replaces());
        Incarnation next = new Incarnation("log-" + replaces.size(), incarnation.epoch() + 1, replaces);
        incarnation = backup.map(saved -> RestoreRules.after(next, saved)).orElse(next);
        backup.ifPresent(this::restore);
        begin();
    }

    /** Into an empty log, where nothing is known better. */
    private void restore(Backup backup) {
        List<FleetRecord> restored = RestoreRules.decide(backup, Optional.empty(), List.of(), 0);
        enter(restored.stream()
                .filter(AppliedProfile.class::isInstance)
                .map(AppliedProfile.class::cast)
                .findFirst()
                .orElseGet(() -> applied(true, backup.members())));
        note(profile.spec().globalNamespaceDefault());
    }

    /** The log is another one, or is again as it was. */
    void replaced() {
        views.replaced();
    }

    /** A plan is applied: whether the members' namespaces are global, none of which says so itself. */
    void open(boolean global) {
        note(global);
        apply(applied(global, profile.members()));
    }

    /** A plan is applied: what the consumer sees of a source. */
    void show(String source, Seen what) {
        seen.put(source, what);
        apply(applied(open(), profile.members()));
    }

    /** A plan lets a member in, or drains one. */
    void join(Member member) {
        apply(applied(
                open(), Stream.concat(others(member.id()), Stream.of(member)).toList()));
    }

    /** One has drained. */
    void leave(String member) {
        apply(applied(open(), others(member).toList()));
    }

    private Stream<Member> others(String id) {
        return profile.members().stream().filter(member -> !member.id().equals(id));
    }

    private void note(boolean global) {
        opened |= global;
        closed |= !global;
    }

    /** The members have never exported anything, by a plan that was applied before they were members. */
    void closeFromTheBeginning() {
        opened = false;
        open(false);
    }

    /** Whether members export anything, by the plan that was applied last. */
    boolean open() {
        return profile.spec().globalNamespaceDefault();
    }

    /** Whether they ever did. */
    boolean everOpen() {
        return opened;
    }

    /** Whether they ever did not: then what was shown may have gone by that. */
    boolean everClosed() {
        return closed;
    }

    private AppliedProfile applied(boolean global, Collection<Member> members) {
        Map<String, Map<String, String>> labels = new HashMap<>();
        members.forEach(member -> labels.put(member.id(), Map.of(LABEL, member.id())));
        return new AppliedProfile(PROFILE, "plan-" + plans, spec(global, members), labels, List.copyOf(members));
    }

    private NetworkProfileSpec spec(boolean global, Collection<Member> members) {
        return new NetworkProfileSpec(
                new LabelSelector(Map.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                global,
                seen.isEmpty() ? List.of() : segments(members),
                Optional.empty(),
                60,
                Optional.empty());
    }

    /** One for each member. */
    private List<Segment> segments(Collection<Member> members) {
        return members.stream()
                .map(member -> new Segment(
                        member.id(),
                        new LabelSelector(Map.of(LABEL, member.id()), List.of()),
                        member.id().equals(CONSUMER) ? sights(members) : List.of()))
                .toList();
    }

    private List<Sight> sights(Collection<Member> members) {
        return members.stream()
                .map(Member::id)
                .filter(source -> !source.equals(CONSUMER))
                .flatMap(source -> switch (seen.getOrDefault(source, Seen.ALL)) {
                    case ALL -> Stream.of(new Sight(source, Optional.empty()));
                    case NOT_THE_NAMESPACE -> Stream.of(new Sight(source, Optional.of(ALL_BUT_THE_NAMESPACE)));
                    case NOTHING -> Stream.of();
                })
                .toList();
    }

    private void apply(AppliedProfile next) {
        plans++;
        AppliedProfile before = profile;
        ConsumerView viewBefore = view();
        enter(next);
        write(Topic.appliedProfiles(), profile);
        before.members().stream()
                .filter(member -> !isMember(member.id()))
                .forEach(left -> append(members(left.id()), left, false));
        profile.members().stream()
                .filter(member -> !before.members().contains(member))
                .forEach(member -> {
                    known.put(member.id(), member);
                    append(members(member.id()), member, true);
                });
        if (!view().equals(viewBefore)) {
            writeView();
        }
    }

    /** Of a log in which nothing of its own stands, or too old. */
    private void begin() {
        if (plans > 0) {
            write(Topic.appliedProfiles(), profile);
        }
        write(Topic.log(), incarnation);
        profile.members().forEach(member -> known.put(member.id(), member));
        known.values().forEach(member -> append(members(member.id()), member, isMember(member.id())));
        writeView();
    }

    private boolean isMember(String id) {
        return profile.members().stream().anyMatch(member -> member.id().equals(id));
    }

    private static TopicPartition members(String member) {
        Topic members = Topic.members();
        return new TopicPartition(members.name(), TopicProvisioner.partitionOf(members, member));
    }

    private void writeView() {
        ConsumerView view = view();
        views.written(write(Topic.views(PROFILE), view), view);
    }

    /** With a claim of its own; the record's offset. */
    long write(Topic topic, FleetRecord record) {
        return append(new TopicPartition(topic.name(), 0), record, true);
    }

    private long append(TopicPartition partition, FleetRecord record, boolean there) {
        EventHeaders headers = new EventHeaders("profile-controller", "first", queue);
        long claim = kafka.append(
                partition,
                Claim.KEY,
                Codec.encode(new Claim("first")),
                headers.next(Claim.KEY, EventTypes.of(Claim.class), OptionalLong.empty(), Map.of()));
        return kafka.append(
                partition,
                record.key(),
                there ? Codec.encode(record) : null,
                headers.next(record.key(), EventTypes.of(record.getClass()), OptionalLong.of(claim), Map.of()));
    }
}
