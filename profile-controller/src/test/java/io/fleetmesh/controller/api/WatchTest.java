package io.fleetmesh.controller.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.access.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Watches of what is declared. */
class WatchTest extends WatchedApi {
    private void delete(String name) {
        var _ = kept.change(new IntentChange.Delete(Kind.MEMBER, name, Optional.empty()), Caller.ANONYMOUS, false);
    }

    @Test
    void whoListedLearnsOfEachChangeSinceAndNoOther() throws IOException, InterruptedException {
        put("east", "prod");
        BufferedReader lines = watch("members?watch=true&resourceVersion=1");
        assertEquals("BOOKMARK @1", next(lines));

        put("west", "prod");
        put("east", "test");
        delete("west");

        assertEquals("ADDED west@2", next(lines));
        assertEquals("MODIFIED east@3", next(lines));
        assertEquals("DELETED west@4", next(lines));
        BufferedReader later = watch("members?watch=true&resourceVersion=3");
        assertEquals("DELETED west@4", next(later));
        assertEquals("BOOKMARK @4", next(later));
    }

    @Test
    void whoDidNotListBeginsWithAllThatIsSelected() throws IOException, InterruptedException {
        put("east", "prod");
        put("west", "test");
        BufferedReader lines = watch("members?watch=true&labelSelector=tier=prod");

        assertEquals("ADDED east@1", next(lines));
        assertEquals("BOOKMARK @2", next(lines));
        put("east", "test");
        assertEquals("DELETED east@3", next(lines));
    }

    @Test
    void aVersionThatIsNotRememberedIsGoneAndOtherParametersAreChecked() throws IOException, InterruptedException {
        for (int i = 0; i < 1002; i++) {
            put("east", "t" + i);
        }
        assertEquals(410, ask("members?watch=true&resourceVersion=1").statusCode());
        assertEquals(410, ask("members?watch=true&resourceVersion=5000").statusCode());
        assertEquals(
                410,
                ask("members?watch=true&resourceVersion=9999999999999999999").statusCode());
        assertEquals(400, ask("members?watch=true&resourceVersion=x").statusCode());
        assertEquals(400, ask("members?watch=true&labelSelector=%2C").statusCode());
        assertEquals(404, ask("pods?watch=true").statusCode());
        assertEquals(0, watches.active());
    }

    @Test
    void onlySoManyMayWatchAndWhoGoesMakesRoom() throws Exception {
        for (int i = 0; i < 3; i++) {
            var _ = watch("members?watch=true");
        }
        HttpResponse<InputStream> refused = ask("members?watch=true");
        assertEquals(429, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
        JsonNode problem = json.readTree(refused.body());
        assertEquals(
                "fleetmesh.api.watches.per-caller",
                problem.at("/errors/0/field").asText());
        assertEquals("caller anonymous", problem.at("/errors/0/object").asText());
        assertEquals("BOOKMARK @0", next(watch("members?watch=true", "another")));

        open.removeLast().close();
        await().until(() -> watches.active() == 3);
        open.removeFirst().close();

        await().until(() -> watches.active() == 2);
        var _ = watch("members?watch=true");
        assertEquals(3, kept.listeners());
    }

    @Test
    void whoIsNotToldAnythingIsToldThat() throws IOException, InterruptedException {
        serve(watches(LONG, Duration.ofMillis(5), LONG));
        BufferedReader lines = watch("members?watch=true");

        assertEquals("BOOKMARK @0", next(lines));
        assertEquals("BOOKMARK @0", next(lines));
        put("east", "prod");
        String line = next(lines);
        while (line.equals("BOOKMARK @0")) {
            line = next(lines);
        }
        assertEquals("ADDED east@1", line);
    }

    @Test
    void noWatchOutlivesItsCallersCredentialsForLong() throws IOException, InterruptedException {
        serve(watches(LONG, LONG, Duration.ofMillis(50)));
        BufferedReader lines = watch("members?watch=true");
        assertEquals("BOOKMARK @0", next(lines));

        assertEndsWith(410, lines);
        await().until(() -> watches.active() == 0);
    }

    @Test
    void whenAnotherProcessKeepsTheObjectsTheLastLineSaysSo() throws IOException, InterruptedException {
        BufferedReader lines = watch("members?watch=true");
        assertEquals("BOOKMARK @0", next(lines));

        kept.leave();

        assertEndsWith(503, lines);
        await().until(() -> watches.active() == 0 && kept.listeners() == 0);
    }

    @Test
    void whoOperatesOneTenantLearnsNothingOfAnother() throws IOException, InterruptedException {
        tenants();
        put("test-1", "test");
        put("prod-1", "prod");
        BufferedReader lines = watch("members?watch=true", "prod-op");
        assertEquals("ADDED prod-1@5", next(lines));
        assertEquals("BOOKMARK @5", next(lines));

        put("test-2", "test");
        put("test-1", "other");
        delete("test-2");
        put("prod-2", "prod");

        assertEquals("ADDED prod-2@9", next(lines));
    }

    /** It is not shown as the other tenant has it now. */
    @Test
    void whatGoesToAnotherTenantIsGone() throws IOException, InterruptedException {
        tenants();
        put("east", "prod");
        BufferedReader lines = watch("members?watch=true&resourceVersion=4", "prod-op");
        assertEquals("BOOKMARK @4", next(lines));

        put("east", "test");

        JsonNode gone = json.readTree(lines.readLine());
        assertEquals("DELETED", gone.path("type").asText());
        assertEquals("prod", gone.at("/object/metadata/labels/tier").asText());
        assertEquals("5", gone.at("/object/metadata/resourceVersion").asText());
    }

    @Test
    void whenRolesChangeWhoWatchesListsAgain() throws IOException, InterruptedException {
        tenants();
        put("east", "prod");
        BufferedReader lines = watch("members?watch=true&resourceVersion=4", "prod-op");
        BufferedReader admins = watch("members?watch=true&resourceVersion=4");
        assertEquals("BOOKMARK @4", next(lines));
        assertEquals("BOOKMARK @4", next(admins));

        role("viewer");
        put("west", "prod");

        assertEndsWith(410, lines);
        assertEquals("ADDED west@6", next(admins));
    }

    @Test
    void whoHasNoRoleIsToldNothing() throws IOException, InterruptedException {
        tenants();
        BufferedReader lines = watch("members?watch=true", "nobody");
        assertEquals("BOOKMARK @3", next(lines));

        put("east", "prod");
        serve(watches(LONG, Duration.ofMillis(5), LONG));

        assertEquals("BOOKMARK @4", next(watch("members?watch=true", "nobody")));
    }
}
