package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.service.BusCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two tenants, anna with the cluster east and bert with west, and a cluster north whose services both use: on Kafka with TLS and
 * ACLs, by the API with their certificates, and at the store with those of their clusters' agents. East is watched, and served, by
 * processes of its own, with its own certificate.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoTenantsIT {
    private static final int BASE_PORT = 28_500;
    private static final String PROFILE = "default";
    private static final String SERVICES = "cilium/cache/services/v1/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Fleet fleet;
    private Fleetctl admin;
    private Fleetctl anna;
    private Fleetctl bert;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        fleet = Fleet.start(Path.of("target/it/two-tenants"), BASE_PORT, "--operators=admin,anna,bert");
        admin = new Fleetctl(fleet, "admin");
        anna = new Fleetctl(fleet, "anna");
        bert = new Fleetctl(fleet, "bert");
        for (String member : List.of("east", "west", "north")) {
            fleet.shop(member).create("of-" + member, 1, Map.of(Shop.GLOBAL, "true"));
        }
        done(admin.run(
                "apply",
                "-f",
                fleet.file("standalone/src/test/resources/two-tenants.yaml").toString()));
        await().atMost(Fleet.PATIENCE).until(this::planAndApply);
        // One that goes on would show for a while longer what has left its views.
        fleet.restartProcess("mesh-store");
        await().atMost(Fleet.PATIENCE).until(() -> fleet.ready("mesh-store"));
        startEastsOwn("member-watcher", BASE_PORT + 71, "fleetmesh.watcher.member=east");
    }

    @AfterAll
    void stop() throws IOException {
        fleet.close();
    }

    private static String done(Fleetctl.Ended ended) {
        assertThat(ended.code()).as(ended.output() + ended.errors()).isZero();
        return ended.output();
    }

    /** Refused as long as not all has been read that plans rest on, or more has been read since. */
    private boolean planAndApply() throws IOException, InterruptedException {
        if (admin.run("plan", "profile", PROFILE).code() != 0) {
            return false;
        }
        JsonNode plans = JSON.readTree(done(admin.run("get", "plans", "-o", "json")));
        // Lists of plans begin with the newest.
        String newest = plans.path("items").path(0).path("id").asText();
        return admin.run("plan", "apply", newest).code() == 0;
    }

    private ProcessHandle startEastsOwn(String service, int httpPort, String... properties) throws IOException {
        return fleet.startSecond(service, httpPort, credentials("members/east"), properties);
    }

    private Path credentials(String holder) {
        return fleet.file(fleet.runFile().busCredentials()).resolve(holder).resolve("current");
    }

    private static Set<String> sources(StoreClient store) {
        return store.get(SERVICES).keySet().stream()
                .map(key -> key.substring(SERVICES.length(), key.indexOf('/', SERVICES.length())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void awaitSources(StoreClient store, Set<String> sources) {
        await().atMost(Fleet.PATIENCE).until(() -> sources(store), sources::equals);
    }

    private static boolean isOf(String member, String key) {
        return List.of(key.split("/")).contains(member);
    }

    @Test
    void atTheStoreEachSeesTheSharedClusterAloneAndThatOneSeesBoth() throws IOException {
        try (StoreClient east = fleet.store("east");
                StoreClient west = fleet.store("west");
                StoreClient north = fleet.store("north")) {
            awaitSources(east, Set.of("north"));
            awaitSources(west, Set.of("north"));
            awaitSources(north, Set.of("east", "west"));

            await().atMost(Fleet.PATIENCE)
                    .until(() -> east.get("cilium/").keySet().stream().noneMatch(key -> isOf("west", key)));
            await().atMost(Fleet.PATIENCE)
                    .until(() -> west.get("cilium/").keySet().stream().noneMatch(key -> isOf("east", key)));
            assertThat(east.get("cilium/").keySet()).anyMatch(key -> isOf("north", key));
            assertThat(north.get("cilium/cluster-config/").keySet())
                    .containsExactly("cilium/cluster-config/east", "cilium/cluster-config/west");
        }
    }

    private Map<String, Object> client(String member) {
        Map<String, Object> properties = new HashMap<>(BusCredentials.properties(credentials("members/" + member)));
        properties.put("bootstrap.servers", fleet.runFile().kafka());
        return properties;
    }

    private Set<String> topics(String member) throws InterruptedException, ExecutionException {
        try (Admin asked = Admin.create(client(member))) {
            return new TreeSet<>(asked.listTopics().names().get());
        }
    }

    private int records(String member, Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client(member), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            int read = 0;
            while (consumer.position(partition)
                    < consumer.endOffsets(Set.of(partition)).get(partition)) {
                read += consumer.poll(Duration.ofSeconds(1)).count();
            }
            return read;
        }
    }

    private void write(String member, Topic topic) throws InterruptedException, ExecutionException {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(member), new ByteArraySerializer(), new ByteArraySerializer())) {
            var _ = producer.send(new ProducerRecord<>(topic.name(), 0, new byte[] {1}, new byte[] {2}))
                    .get();
        }
    }

    private static List<String> names(Topic... topics) {
        return List.of(topics).stream().map(Topic::name).toList();
    }

    @Test
    void onTheBusEachReadsItsOwnAndWhatItsViewIsMadeOf() throws InterruptedException, ExecutionException {
        Topic west = Topic.mesh(PROFILE, "west");
        await().atMost(Fleet.PATIENCE)
                .untilAsserted(() -> assertThat(topics("east"))
                        .contains(Topic.mesh(PROFILE, "north").name())
                        .doesNotContain(west.name()));

        assertThat(topics("east"))
                .hasSameElementsAs(names(
                        Topic.log(),
                        Topic.deadLetters(),
                        Topic.facts("east"),
                        Topic.ownView(PROFILE, "east"),
                        Topic.storeStatus("east"),
                        Topic.mesh(PROFILE, "east"),
                        Topic.mesh(PROFILE, "north")));
        assertThat(records("east", Topic.mesh(PROFILE, "north"))).isPositive();
        assertThat(records("east", Topic.facts("east"))).isPositive();
        for (Topic closed : List.of(west, Topic.facts("west"), Topic.ownView(PROFILE, "west"), Topic.members())) {
            assertThatThrownBy(() -> records("east", closed))
                    .as(closed.name())
                    .isInstanceOf(TopicAuthorizationException.class);
        }
        for (Topic closed : List.of(Topic.facts("west"), Topic.facts("north"), Topic.mesh(PROFILE, "north"))) {
            assertThatThrownBy(() -> write("east", closed))
                    .as(closed.name())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
        assertThat(records("north", west)).isPositive();
    }

    private Set<String> names(Fleetctl who, String kind) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        JSON.readTree(done(who.run("get", kind, "-o", "json")))
                .path("items")
                .forEach(item -> names.add(
                        item.at("/metadata/name").asText(item.path("name").asText())));
        return names;
    }

    @Test
    void byTheApiEachListsItsOwnAndWhatIsShared() throws IOException, InterruptedException {
        assertThat(names(admin, "members")).containsExactlyInAnyOrder("east", "north", "west");
        assertThat(names(anna, "members")).containsExactlyInAnyOrder("east", "north");
        assertThat(names(bert, "members")).containsExactlyInAnyOrder("north", "west");

        assertThat(names(admin, "services")).contains("of-east", "of-north", "of-west");
        assertThat(names(anna, "services")).contains("of-east", "of-north").doesNotContain("of-west");
        assertThat(names(bert, "services")).contains("of-west", "of-north").doesNotContain("of-east");

        assertThat(done(anna.run("describe", "member", "east"))).contains("east");
        Fleetctl.Ended hidden = anna.run("describe", "member", "west");
        assertThat(hidden.code()).isEqualTo(3);
        assertThat(hidden.output()).isEmpty();
        Fleetctl.Ended service = anna.run("describe", "service", "shop/of-west");
        assertThat(service.code()).isEqualTo(3);
        assertThat(service.output() + service.errors()).doesNotContain("10.");
        Fleetctl.Ended deleted = anna.run("delete", "member", "west");
        assertThat(deleted.code()).isEqualTo(3);
        assertThat(names(admin, "members")).contains("west");

        assertThat(names(admin, "plans")).isNotEmpty();
        assertThat(names(anna, "plans")).isEmpty();
        assertThat(anna.run("plan", "profile", PROFILE).code()).isEqualTo(3);
    }

    /** Nobody at the hub watches east. */
    @Test
    void aTenantsOwnWatcherAndStoreDoTheirWorkWithTheTenantsCertificate() throws IOException {
        String endpoint = "https://127.0.0.1:" + (BASE_PORT + 73);
        var _ = startEastsOwn(
                "mesh-store",
                BASE_PORT + 72,
                "fleetmesh.store.consumer=east",
                "fleetmesh.store.port=" + (BASE_PORT + 73));
        Shop shop = fleet.shop("east");
        shop.create("later", 2, Map.of(Shop.GLOBAL, "true"));

        try (StoreClient own = fleet.store("east", endpoint);
                StoreClient west = fleet.store("west", endpoint);
                StoreClient north = fleet.store("north")) {
            shop.awaitBackends(north, "later", Optional.of(2));
            shop.scale("later", 3);
            shop.awaitBackends(north, "later", Optional.of(3));
            await().atMost(Fleet.PATIENCE).ignoreExceptions().until(() -> sources(own), Set.of("north")::equals);
            assertThat(west.refuses(SERVICES)).isTrue();
        }
    }
}
