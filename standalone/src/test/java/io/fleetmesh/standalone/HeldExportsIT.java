package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Exports are held: north takes the name of a service of east, and west sees it when somebody approves. Each step begins where the one before ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HeldExportsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> EXPORTED = Map.of(Shop.GLOBAL, "true");
    private static final String EXPORT = "networkprofiles/default/exports/shop/till/";

    private Fleet fleet;
    private ControllerClient controller;
    private Shop east;
    private Shop north;
    private StoreClient west;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/held-exports"), 32_000, Fleet.DECLARED);
        east = fleet.shop("east");
        north = fleet.shop("north");
        west = fleet.store("west");
        controller = new ControllerClient(fleet);
    }

    @AfterAll
    void stop() throws IOException {
        west.close();
        controller.close();
        fleet.close();
    }

    /** What the plan says of the export guard. */
    private String hold(boolean held) throws IOException, InterruptedException {
        ObjectNode profile = (ObjectNode) controller.ask("GET", "networkprofiles/default", "");
        ((ObjectNode) profile.path("spec"))
                .set("exportGuard", JSON.readTree("{\"rules\": [], \"holdFirstExport\": " + held + "}"));
        var _ = controller.ask("PUT", "networkprofiles/default", profile.toString());
        AtomicReference<JsonNode> applied = new AtomicReference<>();
        await().atMost(Fleet.PATIENCE).until(() -> {
            applied.set(controller.ask("POST", "networkprofiles/default/plan", ""));
            return controller
                            .send("POST", "plans/" + applied.get().path("id").asText() + "/apply", "")
                            .statusCode()
                    == 200;
        });
        for (JsonNode check : applied.get().path("checks")) {
            if (check.path("name").asText().equals("export-guard")) {
                return check.toString();
            }
        }
        return "";
    }

    private void awaitHeld(String service, List<String> members) {
        await("held of " + service)
                .atMost(Fleet.PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> controller
                                .ask("GET", "globalservices/shop/" + service, "")
                                .path("held")
                                .findValuesAsText("member"),
                        members::equals);
    }

    private String record() throws IOException {
        try (Log log = fleet.log()) {
            return String.valueOf(log.state("fleetmesh.export-approvals").get("default/shop/till"));
        }
    }

    @Test
    @Order(1)
    void whoExportsWhenExportsBeginToBeHeldStaysAndIsNeverGone() throws IOException, InterruptedException {
        east.create("till", 2, EXPORTED);
        east.awaitBackends(west, "till", Optional.of(2));
        List<String> events = west.watch("cilium/cache/services/v1/");

        assertThat(hold(true)).contains("from now on exports of names that others export wait for approval");

        await().atMost(Fleet.PATIENCE).untilAsserted(() -> {
            try (Log log = fleet.log()) {
                assertThat(log.state("fleetmesh.export-approvals")).containsKeys("default", "default/shop/till");
            }
        });
        north.create("only-here", 1, EXPORTED);
        north.awaitBackends(west, "only-here", Optional.of(1));
        assertThat(events).noneMatch(event -> event.startsWith("DELETE"));
    }

    @Test
    @Order(2)
    void whoTakesTheNameOfAnotherIsSeenByNobody() throws IOException, InterruptedException {
        north.create("till", 3, EXPORTED);

        awaitHeld("till", List.of("north"));
        // What north exported later has come by the same way: whatever was to come of the till would be there.
        north.create("after", 1, EXPORTED);
        north.awaitBackends(west, "after", Optional.of(1));
        assertThat(north.backends(west, "till")).isEmpty();
        assertThat(east.backends(west, "till")).contains(2);
        assertThat(controller.send("PUT", EXPORT + "nobody?reason=x", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    @Order(3)
    void onceSomebodyApprovesItIsSeenAndStaysSoWhoeverRestarts() throws IOException, InterruptedException {
        JsonNode approved = controller.ask("PUT", EXPORT + "north?reason=it%20moves", "");
        assertThat(approved.path("members").toString()).isEqualTo("[\"east\",\"north\"]");

        north.awaitBackends(west, "till", Optional.of(3));
        awaitHeld("till", List.of());

        List<String> events = west.watch(north.prefix());
        for (String service : List.of("profile-controller", "endpoint-aggregator")) {
            fleet.restartProcess(service);
            north.create("since-" + service, 1, EXPORTED);
            north.awaitBackends(west, "since-" + service, Optional.of(1));
        }
        assertThat(north.backends(west, "till")).contains(3);
        assertThat(events).noneMatch(event -> event.startsWith("DELETE"));
        assertThat(record()).contains("\"members\":[\"east\",\"north\"]");
    }

    @Test
    @Order(4)
    void aServiceThatIsCreatedAgainNeedsNoNewApproval() {
        north.delete("till");
        north.awaitBackends(west, "till", Optional.empty());

        north.create("till", 1, EXPORTED);

        north.awaitBackends(west, "till", Optional.of(1));
    }

    @Test
    @Order(5)
    void anApprovalThatIsTakenBackHidesItAndThePlanThatEndsTheHoldSaysWhatIsShown()
            throws IOException, InterruptedException {
        await().atMost(Fleet.PATIENCE).ignoreExceptions().until(() -> {
            var _ = controller.ask("DELETE", EXPORT + "north?reason=not%20theirs", "");
            return true;
        });
        north.awaitBackends(west, "till", Optional.empty());
        awaitHeld("till", List.of("north"));
        assertThat(east.backends(west, "till")).contains(2);

        assertThat(hold(false)).contains("north exports shop/till, which wait for approval and would be seen");

        north.awaitBackends(west, "till", Optional.of(1));
        await().atMost(Fleet.PATIENCE).untilAsserted(() -> {
            try (Log log = fleet.log()) {
                assertThat(log.state("fleetmesh.export-approvals")).doesNotContainKeys("default", "default/shop/till");
            }
        });
        assertThat(controller.send("PUT", EXPORT + "north?reason=x", "").statusCode())
                .isEqualTo(409);
    }
}
