package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** From a manifest over a plan to what agents see. Each step begins where the one before ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlansIT {
    private static final int BASE_PORT = 30_500;
    private static final String CACHE = "cilium/cache/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Fleet fleet;
    private ControllerClient controller;
    private StoreClient west;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/plans"), BASE_PORT, Fleet.DECLARED);
        west = fleet.store("west");
        controller = new ControllerClient(fleet);
    }

    @AfterAll
    void stop() throws IOException {
        west.close();
        controller.close();
        fleet.close();
    }

    private void declare(String manifest) throws IOException, InterruptedException {
        byte[] text = Files.readAllBytes(fleet.file("samples/tour/" + manifest));
        Documents documents = DocumentReader.read(text);
        assertThat(documents).isInstanceOf(Documents.Read.class);
        for (JsonNode document : ((Documents.Read) documents).documents()) {
            String kind = document.path("kind").asText().toLowerCase(java.util.Locale.ROOT) + "s";
            var _ = controller.ask(
                    "PUT", kind + "/" + document.at("/metadata/name").asText(), document.toString());
        }
    }

    private JsonNode plan() throws IOException, InterruptedException {
        return controller.ask("POST", "networkprofiles/default/plan", "");
    }

    /** Nothing of it is kept, so that it can be asked again and again. */
    private JsonNode look() throws IOException, InterruptedException {
        return controller.ask("POST", "networkprofiles/default/plan?dryRun=true", "");
    }

    /** As an operator would: who is told that facts have come meanwhile, plans again. Gives what was applied. */
    private JsonNode apply(JsonNode plan) {
        AtomicReference<JsonNode> newest = new AtomicReference<>(plan);
        await().atMost(Fleet.PATIENCE).until(() -> {
            HttpResponse<String> answer =
                    controller.send("POST", "plans/" + newest.get().path("id").asText() + "/apply", "");
            boolean outOfDate = answer.statusCode() == 409 && answer.body().contains("OUT_OF_DATE");
            assertThat(outOfDate || answer.statusCode() == 200)
                    .as(answer.body())
                    .isTrue();
            newest.set(outOfDate ? plan() : JSON.readTree(answer.body()));
            return !outOfDate;
        });
        return newest.get();
    }

    private void untilChecked(String member) {
        await().atMost(Fleet.PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> controller
                                .ask("GET", "members/" + member + "/status", "")
                                .path("state")
                                .asText(),
                        "checked"::equals);
    }

    private static Set<String> failing(JsonNode plan) {
        Set<String> failing = new TreeSet<>();
        plan.path("checks").forEach(check -> {
            if (check.path("level").asText().equals("FAIL")) {
                failing.add(check.path("name").asText());
            }
        });
        return failing;
    }

    private static String text(JsonNode plan, String check) {
        for (JsonNode one : plan.path("checks")) {
            if (one.path("name").asText().equals(check)) {
                return one.toString();
            }
        }
        return "";
    }

    private Set<String> services(String source) {
        return west.get("cilium/cache/services/v1/" + source + "/").keySet().stream()
                .map(key -> key.substring("cilium/cache/services/v1/".length()))
                .collect(Collectors.toSet());
    }

    private static List<String> identitiesOf(StoreClient store, String source, String namespace) {
        return store.get("cilium/cache/identities/v1/" + source + "/").values().stream()
                .filter(labels -> labels.contains("io.kubernetes.pod.namespace=" + namespace + ";"))
                .toList();
    }

    @Test
    @Order(1)
    void theSampleProfileIsAppliedAndChangesNothing() throws IOException, InterruptedException {
        // What was applied is written a moment later.
        await().atMost(Fleet.PATIENCE).until(() -> look().path("members").isEmpty());

        JsonNode plan = look();
        assertThat(plan.path("fields")).isEmpty();
        assertThat(plan.path("views")).isEmpty();
        assertThat(failing(plan)).isEmpty();
        assertThat(services("east")).isNotEmpty();
    }

    @Test
    @Order(2)
    void aMembersStatusSaysThatItsAgentsReadFromItsStore() throws IOException, InterruptedException {
        assertThat(services("east")).isNotEmpty();

        untilStatusSays("west", "its agents are connected");
        untilStatusSays("east", "its store serves, no agent is connected");
        untilStatusSays("north", "its store serves");
        assertThat(text(look(), "store-reachable")).contains("\"PASS\"").contains("stores of 3 of 3 members serve");
    }

    private void untilStatusSays(String member, String words) {
        await().atMost(Fleet.PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> controller
                                .ask("GET", "members/" + member + "/status", "")
                                .path("reason")
                                .asText(),
                        reason -> reason.contains(words));
    }

    /** The README's tour, which {@link TourIT} walks, in one plan: what its keys do not show. */
    @Test
    @Order(3)
    void aMemberJoinsAndASegmentHidesAlsoIdentities() throws IOException, InterruptedException {
        declare("south.yaml");
        declare("segments.yaml");
        untilChecked("south");

        JsonNode applied = apply(plan());

        assertThat(applied.at("/applied/actor").asText()).isEqualTo("anonymous");
        assertThat(controller
                        .send("POST", "plans/" + applied.path("id").asText() + "/apply", "")
                        .statusCode())
                .isEqualTo(409);
        await().atMost(Fleet.PATIENCE).until(() -> services("south"), Set.of("south/shop/catalog")::equals);
        await().atMost(Fleet.PATIENCE)
                .until(() -> !identitiesOf(west, "south", "shop").isEmpty());
        try (StoreClient east = fleet.store("east")) {
            await().atMost(Fleet.PATIENCE)
                    .until(
                            () -> east.get("cilium/cache/services/v1/south/payments/")
                                    .keySet(),
                            keys -> keys.size() == 1);
            await().atMost(Fleet.PATIENCE)
                    .until(() -> !identitiesOf(east, "south", "payments").isEmpty());
        }
        assertThat(identitiesOf(west, "south", "payments")).isEmpty();
    }

    /** What begins to be exported later is hidden, too: what was exported after it is there. */
    @Test
    @Order(4)
    void theExportGuardHidesWhatNoRuleAllowsNowAndLater() throws IOException, InterruptedException {
        ObjectNode profile = (ObjectNode) controller.ask("GET", "networkprofiles/default", "");
        ((ObjectNode) profile.path("spec")).set("exportGuard", JSON.readTree("""
                        {"rules": [{"memberSelector": {"matchLabels": {"segment": "analytics"}}},
                          {"memberSelector": {"matchLabels": {"segment": "shop"}}, "namespaces": {"only": ["shop"]}}]}"""));
        var _ = controller.ask("PUT", "networkprofiles/default", profile.toString());
        JsonNode plan = plan();
        assertThat(failing(plan)).containsExactly("export-guard");
        assertThat(text(plan, "export-guard")).contains("south exports services of payments");

        try (StoreClient east = fleet.store("east");
                KubernetesClient south = fleet.kubernetes("south")) {
            await().atMost(Fleet.PATIENCE).until(this::planOverrideAndApply);

            String services = "cilium/cache/services/v1/south/";
            await().atMost(Fleet.PATIENCE)
                    .until(() -> east.get(services).keySet(), Set.of(services + "shop/catalog")::equals);
            south.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName("late")
                            .endMetadata()
                            .build())
                    .create();
            export(south, "late", "late");
            export(south, "shop", "later");
            await().atMost(Fleet.PATIENCE)
                    .until(
                            () -> east.get(services).keySet(),
                            Set.of(services + "shop/catalog", services + "shop/later")::equals);
            assertThat(text(look(), "export-guard")).contains("south exports services of late, payments");
        }
    }

    private boolean planOverrideAndApply() throws IOException, InterruptedException {
        String plan = "plans/" + plan().path("id").asText();
        var _ = controller.ask(
                "POST", plan + "/overrides", "{\"check\": \"export-guard\", \"reason\": \"payments stay at home\"}");
        return controller.send("POST", plan + "/apply", "").statusCode() == 200;
    }

    private static void export(KubernetesClient member, String namespace, String name) {
        member.services()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToAnnotations("service.cilium.io/global", "true")
                        .endMetadata()
                        .withNewSpec()
                        .addToSelector("app", "catalog")
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
    }

    @Test
    @Order(5)
    void whatIsOutOfDateIsNotApplied() throws IOException, InterruptedException {
        JsonNode old = plan();
        ObjectNode profile = (ObjectNode) controller.ask("GET", "networkprofiles/default", "");
        ((ObjectNode) profile.path("spec")).put("drainSeconds", 11);
        ((ObjectNode) profile.at("/spec/segments/1/sees/0")).remove("namespaces");
        var _ = controller.ask("PUT", "networkprofiles/default", profile.toString());

        HttpResponse<String> refused =
                controller.send("POST", "plans/" + old.path("id").asText() + "/apply", "");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("plan again");
    }

    private JsonNode planDefault(boolean global) throws IOException, InterruptedException {
        ObjectNode profile = (ObjectNode) controller.ask("GET", "networkprofiles/default", "");
        ((ObjectNode) profile.path("spec")).put("globalNamespaceDefault", global);
        var _ = controller.ask("PUT", "networkprofiles/default", profile.toString());
        return plan();
    }

    private Map<String, String> exportsOf(String source) {
        Map<String, String> all = west.get(CACHE);
        all.keySet().removeIf(key -> !key.contains("/" + source + "/"));
        return all;
    }

    /** Leaves everything as it was. */
    @Test
    @Order(7)
    void theDefaultOfNamespacesWithdrawsWhenItIsAppliedAndBringsBack() throws IOException, InterruptedException {
        Map<String, String> before = exportsOf("east");
        assertThat(services("east")).isNotEmpty();
        List<String> events = west.watch("cilium/");

        JsonNode closing = planDefault(false);
        assertThat(failing(closing)).isEmpty();
        assertThat(closing.path("views")).isNotEmpty();
        assertThat(closing.at("/sight/0/sources/0/lost/services").asInt()).isPositive();
        assertThat(services("east")).isNotEmpty();
        var _ = apply(closing);

        await().atMost(Fleet.PATIENCE)
                .until(
                        () -> exportsOf("east").keySet(),
                        left -> left.stream().allMatch(key -> key.startsWith(CACHE + "nodes/")));
        assertThat(exportsOf("east")).isNotEmpty();
        assertThat(events.indexOf(first(events, "DELETE " + CACHE + "services/v1/east/")))
                .isLessThan(events.indexOf(first(events, "DELETE " + CACHE + "ip/v1/east/")));

        JsonNode opening = planDefault(true);
        assertThat(opening.at("/sight/0/sources/0/gained/services").asInt()).isPositive();
        var _ = apply(opening);

        await().atMost(Fleet.PATIENCE).until(() -> exportsOf("east"), before::equals);
        assertThat(events).noneMatch(event -> event.contains("cilium/cluster-config/"));
        assertThat(events).noneMatch(event -> event.contains("cilium/synced/"));
    }

    private static String first(List<String> events, String beginning) {
        return events.stream()
                .filter(event -> event.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(6)
    void whoLeavesIsDrainedAndThenGone() throws IOException, InterruptedException {
        var _ = controller.ask("DELETE", "members/south", "");
        JsonNode plan = plan();
        assertThat(plan.at("/members/0/kind").asText()).isEqualTo("DRAIN");

        var _ = apply(plan);

        await().atMost(Fleet.PATIENCE).until(() -> services("south").isEmpty());
        await().atMost(Fleet.PATIENCE.multipliedBy(2))
                .until(() -> west.get("cilium/cluster-config/south").isEmpty());
        await().atMost(Fleet.PATIENCE)
                .until(
                        () -> controller
                                .ask("GET", "members/south/status", "")
                                .path("state")
                                .asText(),
                        "left"::equals);
        assertThat(services("east")).isNotEmpty();
    }

    @Test
    @Order(10)
    void whoShallOnlyLookOnIsDrainedFirstAndThenLeavesAtOnce() throws IOException, InterruptedException {
        assertThat(services("north")).isNotEmpty();
        ObjectNode north = (ObjectNode) controller.ask("GET", "members/north", "");
        ((ObjectNode) north.path("spec")).put("mode", "observe");
        var _ = controller.ask("PUT", "members/north", north.toString());
        JsonNode plan = plan();
        assertThat(plan.at("/members/0/kind").asText()).isEqualTo("DRAIN");

        var _ = apply(plan);

        await().atMost(Fleet.PATIENCE).until(() -> services("north").isEmpty());
        assertThat(west.get("cilium/cluster-config/north")).isNotEmpty();
        await().atMost(Fleet.PATIENCE.multipliedBy(2))
                .until(() -> west.get("cilium/cluster-config/north").isEmpty());
        untilStatusSays("north", "it only looks on");
        var _ = controller.ask("DELETE", "members/north", "");
        JsonNode leave = plan();
        assertThat(leave.at("/members/0/kind").asText()).isEqualTo("LEAVE");
        var _ = apply(leave);
        await().atMost(Fleet.PATIENCE)
                .until(
                        () -> controller
                                .ask("GET", "members/north/status", "")
                                .path("state")
                                .asText(),
                        "left"::equals);
        assertThat(services("east")).isNotEmpty();
    }
}
