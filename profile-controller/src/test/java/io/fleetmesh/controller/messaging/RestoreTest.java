package io.fleetmesh.controller.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.ExportHold;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.LogAcceptance;
import io.fleetmesh.controller.domain.ProfileSettings;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.SampleProfiles;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.exports.ExportName;
import io.fleetmesh.controller.domain.exports.ExportRequest;
import io.fleetmesh.controller.domain.exports.Exports;
import io.fleetmesh.controller.domain.fleet.ClusterIdRelease;
import io.fleetmesh.controller.domain.fleet.Reservations;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller on a broker whose log is empty, with a backup of the log before. */
class RestoreTest {
    private static final String PROFILE = "default";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Member EAST = new Member("east", PROFILE, "e", 1);
    private static final NetworkProfileSpec SPEC = SampleProfiles.PLAIN;
    private static final Intent DECLARED =
            Intent.of(ObjectMeta.named(PROFILE, Map.of()).at("700", 4), SPEC);

    @TempDir
    Path directory;

    private final Kept<GlobalService> services = new Kept<>();
    private TestBroker broker;

    @BeforeEach
    void startKafka() throws IOException {
        broker = new TestBroker(directory);
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    private static Intent declared(String member) {
        return Intent.of(ObjectMeta.named(member, Map.of()).at("900", 2), SampleMembers.at("https://10.0.0.1"));
    }

    private ProfileKeeper restored(FleetRecord... records) {
        Backup backup = new Backup(new Incarnation("log-1", 40, List.of()), List.of(records));
        RememberedLog memory = new RememberedLog();
        memory.remember(new Incarnation("log-1", 50, List.of()));
        ProfileKeeper keeper = broker.closing(new ProfileKeeper(
                broker.bus(),
                services,
                new ProfileSettings(PROFILE, 255),
                List.of(),
                Set.of(),
                memory,
                new LogAcceptance(Optional.empty(), Optional.of(Backup.read(backup.write()))),
                Clock.systemUTC()));
        await().atMost(PATIENCE).until(keeper::ready);
        return keeper;
    }

    /** What stands on a topic, followed from now on. */
    private NavigableMap<String, FleetRecord> follow(Topic topic) {
        NavigableMap<String, FleetRecord> records = new ConcurrentSkipListMap<>();
        Bus reading = broker.bus();
        IntStream.range(0, topic.partitions())
                .forEach(number -> reading.reader()
                        .follow(
                                new TopicPartition(topic.name(), number),
                                new StateFollower("test", reading.deadLetters(), new StateFollower.Handler() {
                                    @Override
                                    public void onChange(String key, Optional<FleetRecord> body, long offset) {
                                        body.ifPresentOrElse(
                                                record -> records.put(key, record), () -> records.remove(key));
                                    }

                                    @Override
                                    public void onCaughtUp() {}
                                })));
        return records;
    }

    private static Map<String, String> owners(Map<String, FleetRecord> reservations) {
        return reservations.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> ((ClusterIdReservation) entry.getValue()).member()));
    }

    @Test
    void whatOnlyTheHubKnewIsThereAgainAndIdsStayWhoseTheyWere() {
        AppliedProfile applied = new AppliedProfile(
                PROFILE,
                "plan-1",
                SPEC,
                Map.of("east", Map.of(), "west", Map.of()),
                List.of(EAST, new Member("west", PROFILE, "w", 2)));
        ProfileKeeper keeper = restored(
                DECLARED,
                declared("east"),
                declared("west"),
                applied,
                new ClusterIdReservation(PROFILE, 1, "east", "e"),
                new ClusterIdReservation(PROFILE, 3, "gone", "g"));

        NavigableMap<String, Intent> intents = keeper.intents().all().orElseThrow();
        assertEquals(Set.of("Member/east", "Member/west", "NetworkProfile/default"), intents.keySet());
        assertEquals(
                List.of(DECLARED.spec(), DECLARED.metadata().declared(), Optional.of(4L)),
                List.of(
                        intents.get("NetworkProfile/default").spec(),
                        intents.get("NetworkProfile/default").metadata().declared(),
                        intents.get("NetworkProfile/default").metadata().generation()));
        long newest = intents.values().stream()
                .mapToLong(intent ->
                        Long.parseLong(intent.metadata().resourceVersion().orElseThrow()))
                .max()
                .orElseThrow();
        assertEquals(newest, keeper.intents().history().orElseThrow().version());
        assertTrue(newest < 100);
        NavigableMap<String, FleetRecord> views = follow(Topic.views(PROFILE));
        NavigableMap<String, FleetRecord> ids = follow(Topic.clusterIds());
        NavigableMap<String, FleetRecord> members = follow(Topic.members());
        await().atMost(PATIENCE).until(() -> views.keySet().equals(Set.of("east", "west")));
        assertEquals(List.of("west"), ((ConsumerView) views.get("east")).sources());
        await().atMost(PATIENCE).until(() -> EAST.equals(members.get("east")));
        await().atMost(PATIENCE)
                .until(() -> owners(ids).equals(Map.of("default/1", "east", "default/2", "west", "default/3", "gone")));
    }

    /** As backups of earlier releases are. */
    @Test
    void membersAloneAreAdmittedAgain() {
        var _ = restored(EAST, new Member("west", PROFILE, "w", 2));

        NavigableMap<String, FleetRecord> members = follow(Topic.members());
        await().atMost(PATIENCE)
                .until(() -> members.equals(Map.of("east", EAST, "west", new Member("west", PROFILE, "w", 2))));
    }

    /** Its members came from configuration, and nothing has ever been planned. */
    @Test
    void aProfileThatWasDeclaredAndNeverAppliedKeepsItsMembers() {
        var _ = restored(DECLARED, EAST, new Member("west", PROFILE, "w", 2));

        NavigableMap<String, FleetRecord> views = follow(Topic.views(PROFILE));
        await().atMost(PATIENCE).until(() -> views.keySet().equals(Set.of("east", "west")));
        assertEquals(List.of("east"), ((ConsumerView) views.get("west")).sources());
    }

    @Test
    void anIdIsForgottenByAnAdminsWordWithTheReasonOnTheRecordAndNotAsLongAsSomebodyHasIt() {
        ProfileKeeper keeper = restored(
                DECLARED,
                declared("east"),
                new AppliedProfile(PROFILE, "plan-1", SPEC, Map.of("east", Map.of()), List.of(EAST)),
                new ClusterIdReservation(PROFILE, 1, "east", "e"),
                new ClusterIdReservation(PROFILE, 3, "gone", "g"));
        NavigableMap<String, FleetRecord> ids = follow(Topic.clusterIds());
        await().atMost(PATIENCE).until(() -> ids.keySet().equals(Set.of("default/1", "default/3")));
        await().atMost(PATIENCE).until(() -> keeper.statuses().standings().isPresent());

        ClusterIdRelease.Refused held = assertInstanceOf(ClusterIdRelease.Refused.class, forget(keeper, 1));
        assertEquals(Reason.CONFLICT, held.reason());
        assertInstanceOf(ClusterIdRelease.Forgotten.class, forget(keeper, 3));

        await().atMost(PATIENCE).until(() -> ids.keySet().equals(Set.of("default/1")));
        assertEquals(
                Reason.NOT_FOUND,
                assertInstanceOf(ClusterIdRelease.Refused.class, forget(keeper, 3))
                        .reason());
        List<Map<String, String>> tombstones = tombstones(Topic.clusterIds());
        await().atMost(PATIENCE).until(() -> tombstones.size() == 1);
        assertEquals("anna", tombstones.getFirst().get(Headers.ACTOR));
        assertEquals("certificate", tombstones.getFirst().get(Headers.ACTOR_BY));
        assertEquals("it burnt down", tombstones.getFirst().get(Headers.REASON));
    }

    private static AppliedProfile holding() {
        NetworkProfileSpec spec = new NetworkProfileSpec(
                SPEC.memberSelector(),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(),
                Optional.of(new NetworkProfileSpec.ExportGuard(List.of(), true)),
                60,
                Optional.empty());
        return new AppliedProfile(
                PROFILE,
                "plan-1",
                spec,
                Map.of("east", Map.of(), "west", Map.of()),
                List.of(EAST, new Member("west", PROFILE, "w", 2)));
    }

    private static GlobalService cart(List<String> held) {
        return new GlobalService(
                "shop",
                "cart",
                List.of(new GlobalService.Exporter("east", false, List.of(), 1)),
                List.of(),
                Optional.empty(),
                held.stream()
                        .map(member -> new GlobalService.Held(member, Optional.empty()))
                        .toList());
    }

    private static ExportApproval approval(String... members) {
        return new ExportApproval(PROFILE, "shop", "cart", List.of(members), List.of(), Optional.empty());
    }

    @Test
    void exportsAreHeldOnceAllServicesAreKnownAndThoseThatAreThereApproved() {
        ProfileKeeper keeper = restored(DECLARED, declared("east"), declared("west"), holding());
        List<String> written = keys(Topic.exportApprovals());
        await().atMost(PATIENCE).until(() -> keeper.statuses().standings().isPresent());
        assertEquals(List.of(), written, "nobody knows yet who exports what");

        services.set(Optional.of(History.begin(Map.of("shop/cart", cart(List.of())), 1)));
        await().atMost(PATIENCE).until(() -> written.equals(List.of("default/shop/cart", "default")));

        services.set(services.history().map(all -> all.after(Map.of("shop/cart", Optional.of(cart(List.of("west")))))));
        ExportRequest west = new ExportRequest(new ExportName(PROFILE, "shop", "cart"), "west", true);
        Exports.Outcome.Decided done = assertInstanceOf(
                Exports.Outcome.Decided.class,
                keeper.exports()
                        .ask(west, "it moves", new Caller("anna", Set.of(), Caller.By.CERTIFICATE, true))
                        .toCompletableFuture()
                        .join());
        assertEquals(new ExportRequest.Decision.Done(approval("east", "west")), done.decision());
        NavigableMap<String, FleetRecord> standing = follow(Topic.exportApprovals());
        await().atMost(PATIENCE)
                .until(() -> standing.equals(
                        Map.of("default", new ExportHold(PROFILE), "default/shop/cart", approval("east", "west"))));
        await().atMost(PATIENCE).until(() -> written.size() == 3);
    }

    @Test
    void whatMayBeExportedIsThereAgainBeforeAnythingIsHeld() {
        var _ = restored(DECLARED, declared("east"), new ExportHold(PROFILE), approval("east"), holding());

        List<String> written = keys(Topic.exportApprovals());
        await().atMost(PATIENCE).until(() -> written.equals(List.of("default/shop/cart", "default")));
    }

    /** Of all records but claims, in order. */
    private List<String> keys(Topic topic) {
        List<String> found = new CopyOnWriteArrayList<>();
        broker.bus().reader().follow(new TopicPartition(topic.name(), 0), new PartitionListener() {
            @Override
            public void onRecord(ConsumerRecord<byte[], byte[]> record) {
                String key = new String(record.key(), UTF_8);
                if (!key.equals(Claim.KEY)) {
                    found.add(key);
                }
            }

            @Override
            public void onCaughtUp() {}
        });
        return found;
    }

    private static ClusterIdRelease forget(ProfileKeeper keeper, int id) {
        Caller anna = new Caller("anna", Set.of(), Caller.By.CERTIFICATE, true);
        var outcome = new ArrayList<Reservations.Outcome>();
        await().atMost(PATIENCE).until(() -> {
            outcome.add(keeper.reservations()
                    .forget(PROFILE, id, "it burnt down", anna)
                    .toCompletableFuture()
                    .join());
            return outcome.getLast() instanceof Reservations.Outcome.Decided;
        });
        return ((Reservations.Outcome.Decided) outcome.getLast()).release();
    }

    /** The headers of each. */
    private List<Map<String, String>> tombstones(Topic topic) {
        List<Map<String, String>> found = new CopyOnWriteArrayList<>();
        broker.bus().reader().follow(new TopicPartition(topic.name(), 0), new PartitionListener() {
            @Override
            public void onRecord(ConsumerRecord<byte[], byte[]> record) {
                if (record.value() == null) {
                    Map<String, String> headers = new TreeMap<>();
                    for (Header header : record.headers()) {
                        headers.put(header.key(), new String(header.value(), UTF_8));
                    }
                    found.add(headers);
                }
            }

            @Override
            public void onCaughtUp() {}
        });
        return found;
    }
}
