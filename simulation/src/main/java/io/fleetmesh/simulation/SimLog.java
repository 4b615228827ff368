package io.fleetmesh.simulation;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.kit.domain.ClaimFold;
import io.fleetmesh.kit.domain.LogRecord;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.RecordHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The log as the controller writes it, without being a process, and as whoever knows everything reads it. */
final class SimLog {
    static final String PROFILE = "default";

    private final SimKafka kafka;
    private final EventQueue queue;
    private final ConsumerView view;
    private Incarnation incarnation = new Incarnation("log-0", 1, List.of());
    private Optional<AppliedProfile> applied = Optional.empty();
    private int plans;
    private boolean opened = true;
    private boolean closed;

    /** Begins one. */
    SimLog(SimKafka kafka, EventQueue queue, ConsumerView view) {
        this.kafka = kafka;
        this.queue = queue;
        this.view = view;
        begin();
    }

    /** Which log it is, as its controller remembers. */
    Incarnation incarnation() {
        return incarnation;
    }

    /** The controller goes on to the next epoch, with a claim of its own as after a restart. */
    void tick() {
        incarnation = new Incarnation(incarnation.id(), incarnation.epoch() + 1, incarnation.replaces());
        write(Topic.log(), incarnation);
    }

    /** An operator accepts the log that is there, empty or older, in place of this one. */
    void replace() {
        List<String> replaces = new ArrayList<>(List.of(incarnation.id()));
        replaces.addAll(incarnation.replaces());
        incarnation = new Incarnation("log-" + replaces.size(), incarnation.epoch() + 1, replaces);
        begin();
    }

    /** A plan is applied: whether the members' namespaces are global, none of which says so itself. */
    void apply(boolean global) {
        opened |= global;
        closed |= !global;
        AppliedProfile profile = new AppliedProfile(PROFILE, "plan-" + plans++, spec(global), Map.of(), List.of());
        applied = Optional.of(profile);
        write(Topic.appliedProfiles(), profile);
    }

    /** The members have never exported anything, by a plan that was applied before they were members. */
    void closeFromTheBeginning() {
        opened = false;
        apply(false);
    }

    private static NetworkProfileSpec spec(boolean global) {
        return new NetworkProfileSpec(
                new LabelSelector(Map.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                global,
                List.of(),
                Optional.empty(),
                60,
                Optional.empty());
    }

    /** Whether members export anything, by the plan that was applied last. */
    boolean open() {
        return applied.map(profile -> profile.spec().globalNamespaceDefault()).orElse(true);
    }

    /** Whether they ever did. */
    boolean everOpen() {
        return opened;
    }

    /** Whether they ever did not: then what was shown may have gone by that. */
    boolean everClosed() {
        return closed;
    }

    private void begin() {
        applied.ifPresent(profile -> write(Topic.appliedProfiles(), profile));
        write(Topic.log(), incarnation);
        write(Topic.views(PROFILE), view);
    }

    /** With a claim of its own. */
    void write(Topic topic, FleetRecord record) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        EventHeaders headers = new EventHeaders("profile-controller", "first", queue);
        long claim = kafka.append(
                partition,
                Claim.KEY,
                Codec.encode(new Claim("first")),
                headers.next(Claim.KEY, EventTypes.of(Claim.class), OptionalLong.empty(), Map.of()));
        kafka.append(
                partition,
                record.key(),
                Codec.encode(record),
                headers.next(record.key(), EventTypes.of(record.getClass()), OptionalLong.of(claim), Map.of()));
    }

    /** What the good records of a topic say now. */
    private Map<String, FleetRecord> fold(Topic topic) {
        ClaimFold fold = new ClaimFold();
        Map<String, String> types = new HashMap<>();
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        for (ConsumerRecord<byte[], byte[]> record : kafka.read(partition, 0, Integer.MAX_VALUE)) {
            LogRecord logged = RecordHeaders.toLogRecord(record);
            var _ = fold.apply(logged);
            logged.type().ifPresent(type -> types.put(logged.key(), type));
        }
        Map<String, FleetRecord> state = new TreeMap<>();
        fold.state().forEach((key, value) -> {
            if (Codec.decode(Optional.of(types.get(key)), value.bytes()) instanceof Decoded.Known(FleetRecord body)) {
                state.put(key, body);
            }
        });
        return state;
    }

    /** The keys that agents should see, with generations. */
    Map<String, Integer> exported() {
        Map<String, Integer> exported = new TreeMap<>();
        view.sources()
                .forEach(member -> exported.putAll(
                        services(member, fold(Topic.mesh(PROFILE, member)).values())));
        return exported;
    }

    /** The same of the facts that it holds, exported or not. */
    Map<String, Integer> known() {
        Map<String, Integer> known = new TreeMap<>();
        view.sources()
                .forEach(member ->
                        known.putAll(services(member, fold(Topic.facts(member)).values())));
        return known;
    }

    /** Of the services among {@code records}, the keys that agents should see, with generations. */
    static Map<String, Integer> services(String member, Collection<? extends FleetRecord> records) {
        Map<String, Integer> services = new TreeMap<>();
        records.forEach(record -> {
            if (record instanceof ServiceRecord service) {
                services.put(StoreProbe.key(member, service.name()), generation(service.labels()));
            } else if (record instanceof ServiceFact service) {
                services.put(StoreProbe.key(member, service.name()), generation(service.labels()));
            }
        });
        return services;
    }

    private static int generation(Map<String, String> labels) {
        return Integer.parseInt(labels.get("generation"));
    }

    /** Whether it says which cluster a member is. */
    boolean identifies(String member) {
        return fold(Topic.facts(member)).containsKey("identity");
    }

    /** The resource version up to which it has a family of a member, 0 if it has not all of it. */
    long recorded(String member, Family family) {
        return fold(Topic.facts(member)).get("complete/" + family.segment()) instanceof CompletenessFact complete
                ? Long.parseLong(complete.resourceVersion())
                : 0;
    }
}
