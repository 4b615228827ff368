package io.fleetmesh.controller.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.RecordHeaders;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Bus;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tenants, a and b, and the cluster s whose services both use, on a broker that tells them apart. */
class AccessKeeperTest {
    private static final String PROFILE = "default";
    private static final Topic MESH_A = Topic.mesh(PROFILE, "a");
    private static final Topic MESH_B = Topic.mesh(PROFILE, "b");
    private static final Topic MESH_S = Topic.mesh(PROFILE, "s");

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<TopicPartition, OwnedPartition> claimed = new HashMap<>();
    private GuardedKafka kafka;
    private BusSettings controller;
    private Admin asController;
    private Bus writing;

    private <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    @BeforeEach
    void startFleet() throws Exception {
        kafka = closing(new GuardedKafka(directory));
        controller = kafka.client(BusIdentity.ofService("profile-controller").commonName());
        asController = closing(Admin.create(controller.adminConfig()));
        writing = closing(TestBroker.bus(controller));
        List<Topic> topics = new ArrayList<>(List.of(
                Topic.log(), Topic.members(), Topic.views(PROFILE), Topic.deadLetters(), MESH_A, MESH_B, MESH_S));
        List.of("a", "b", "s").forEach(member -> {
            topics.add(Topic.facts(member));
            topics.add(Topic.storeStatus(member));
        });
        await().ignoreExceptions().atMost(Duration.ofSeconds(60)).until(() -> {
            writing.topics().ensure(topics);
            return true;
        });
        List.of("a", "b", "s").forEach(id -> put(memberPartition(id), new Member(id, PROFILE, id, id.charAt(0))));
        view("a", "s");
        view("b", "s");
        view("s", "a", "b");
        Bus own = closing(TestBroker.bus(controller));
        AccessKeeper keeper = new AccessKeeper(
                own, new AccessKeeper.Settings(PROFILE, Duration.ZERO, Duration.ofSeconds(1)), Clock.systemUTC());
        own.reader().execute(keeper::start);
        open.add(keeper);
        await().atMost(Duration.ofSeconds(60)).until(() -> seenBy("a").contains(MESH_S.name()));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private static TopicPartition memberPartition(String id) {
        return new TopicPartition(Topic.members().name(), TopicProvisioner.partitionOf(Topic.members(), id));
    }

    private void put(TopicPartition partition, FleetRecord body) {
        OwnedPartition owned = claimed.computeIfAbsent(
                partition,
                at -> OwnedPartition.claim(
                        at, "test", writing.reader(), writing.writer(), writing.meters(), new Ignoring()));
        await().until(owned::owned);
        assertTrue(owned.put(body, Map.of()));
    }

    private static final class Ignoring implements OwnedPartition.Owner {
        @Override
        public void onOwned(OwnedPartition partition) {}

        @Override
        public void onDeposed(OwnedPartition partition) {}
    }

    private void view(String consumer, String... sources) {
        viewIn(PROFILE, consumer, sources);
    }

    private void viewIn(String profile, String consumer, String... sources) {
        put(new TopicPartition(Topic.views(profile).name(), 0), new ConsumerView(consumer, consumer, List.of(sources)));
    }

    private BusSettings member(String id) {
        return kafka.client(BusIdentity.ofMember(id).commonName());
    }

    /** All topics that a member's certificate can list. */
    private Set<String> seenBy(String member) throws Exception {
        try (Admin admin = Admin.create(member(member).adminConfig())) {
            return admin.listTopics().names().get();
        }
    }

    private void write(String member, Topic topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                member(member).producerConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
            var _ = producer.send(new ProducerRecord<>(topic.name(), 0, new byte[] {1}, new byte[] {2}))
                    .get();
        }
    }

    /** Reads to the end of a topic. */
    private void read(String member, Topic topic) throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                member(member).followerConfig(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            var _ = consumer.poll(Duration.ofSeconds(2));
            long end = consumer.endOffsets(Set.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                var _ = consumer.poll(Duration.ofSeconds(2));
            }
        }
    }

    private void assertMayNotWrite(String member, Topic topic) {
        ExecutionException refused = assertThrows(ExecutionException.class, () -> write(member, topic));
        assertInstanceOf(TopicAuthorizationException.class, refused.getCause());
    }

    private void assertMayNotRead(String member, Topic topic) {
        assertThrows(TopicAuthorizationException.class, () -> read(member, topic));
    }

    @Test
    void aTenantUsesTheSharedClusterAndCannotListTheOtherTenant() throws Exception {
        await().until(() -> seenBy("a").contains(Topic.ownView(PROFILE, "a").name()));

        assertEquals(
                Set.of(
                        Topic.log().name(),
                        Topic.deadLetters().name(),
                        Topic.facts("a").name(),
                        Topic.ownView(PROFILE, "a").name(),
                        Topic.storeStatus("a").name(),
                        MESH_A.name(),
                        MESH_S.name()),
                seenBy("a"));
        read("a", MESH_S);
        read("a", Topic.ownView(PROFILE, "a"));
        write("a", Topic.facts("a"));
        assertMayNotRead("a", MESH_B);
        assertMayNotRead("a", Topic.members());
        assertMayNotRead("a", Topic.views(PROFILE));
        assertMayNotRead("a", Topic.ownView(PROFILE, "b"));
        assertMayNotWrite("a", Topic.facts("b"));
        assertMayNotWrite("a", Topic.facts("s"));
        write("a", Topic.storeStatus("a"));
        assertMayNotWrite("a", Topic.storeStatus("b"));
        assertMayNotWrite("a", MESH_A);
        read("s", MESH_A);
        read("s", MESH_B);
    }

    private List<Map<String, String>> actors(Topic topic) {
        List<Map<String, String>> found = new CopyOnWriteArrayList<>();
        writing.reader().follow(new TopicPartition(topic.name(), 0), new PartitionListener() {
            @Override
            public void onRecord(ConsumerRecord<byte[], byte[]> record) {
                found.add(RecordHeaders.actor(record));
            }

            @Override
            public void onCaughtUp() {}
        });
        return found;
    }

    @Test
    void whatRepeatsAViewSaysWhoStandsBehindThat() {
        Topic own = Topic.ownView(PROFILE, "a");
        await().until(() -> seenBy("a").contains(own.name()));
        Map<String, String> anna = Map.of(Headers.ACTOR, "anna", Headers.ACTOR_BY, "plan");
        Map<String, String> bert = Map.of(Headers.ACTOR, "bert", Headers.ACTOR_BY, "plan");
        OwnedPartition views =
                claimed.get(new TopicPartition(Topic.views(PROFILE).name(), 0));
        List<Map<String, String>> found = actors(own);

        assertTrue(views.put(new ConsumerView("a", "a", List.of("b", "s")), anna));
        await().until(() -> found.contains(anna));
        assertTrue(views.remove("a", bert));
        await().until(() -> found.getLast().equals(bert));
    }

    @Test
    void accessFollowsTheView() throws Exception {
        view("a", "b", "s");
        await().until(() -> seenBy("a").contains(MESH_B.name()));
        read("a", MESH_B);

        view("a", "b");
        await().until(() -> !seenBy("a").contains(MESH_S.name()));

        assertMayNotRead("a", MESH_S);
        read("a", MESH_B);
    }

    /** It is declared while the keeper runs. */
    @Test
    void theMembersOfASecondProfileHaveTheirRightsAndNoneInTheFirst() throws Exception {
        Topic meshC = Topic.mesh("second", "c");
        Topic meshD = Topic.mesh("second", "d");
        writing.topics()
                .ensure(List.of(
                        Topic.views("second"),
                        Topic.facts("c"),
                        Topic.facts("d"),
                        Topic.storeStatus("c"),
                        meshC,
                        meshD));
        viewIn("second", "c", "d");
        put(memberPartition("c"), new Member("c", "second", "c", 1));
        put(memberPartition("d"), new Member("d", "second", "d", 2));

        await().until(() -> seenBy("c").contains(Topic.ownView("second", "c").name()));

        assertEquals(
                Set.of(
                        Topic.log().name(),
                        Topic.deadLetters().name(),
                        Topic.facts("c").name(),
                        Topic.ownView("second", "c").name(),
                        Topic.storeStatus("c").name(),
                        meshC.name(),
                        meshD.name()),
                seenBy("c"));
        read("c", meshD);
        read("c", Topic.ownView("second", "c"));
        write("c", Topic.storeStatus("c"));
        assertMayNotRead("c", MESH_S);
        assertMayNotRead("a", meshD);
        viewIn("second", "c");
        await().until(() -> !seenBy("c").contains(meshD.name()));
        read("a", MESH_S);
    }

    @Test
    void whatOthersAllowOurPrincipalsIsTakenBackAndWhatTheyAllowThemselvesStays() throws Exception {
        AclBinding ofOurs = allow(BusIdentity.ofMember("a").principal(), MESH_B);
        AclBinding ofOthers = allow("User:CN=somebody", MESH_B);
        asController.createAcls(List.of(ofOurs, ofOthers)).all().get();

        await().until(() ->
                asController.describeAcls(ofOurs.toFilter()).values().get().isEmpty());

        assertEquals(
                List.of(ofOthers),
                List.copyOf(
                        asController.describeAcls(ofOthers.toFilter()).values().get()));
    }

    private static AclBinding allow(String principal, Topic topic) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic.name(), PatternType.LITERAL),
                new AccessControlEntry(principal, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }
}
