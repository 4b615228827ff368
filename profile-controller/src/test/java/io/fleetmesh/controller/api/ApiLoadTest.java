package io.fleetmesh.controller.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.authority.ca.IssuedFiles;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** While one caller is at a bound, others are served. By TLS, each caller with a certificate and connections of its own. */
class ApiLoadTest extends LoadedApi {
    private final Queue<HttpClientRequest> closed = new ConcurrentLinkedQueue<>();
    private IssuedFiles root;
    private IssuedFiles red;

    @BeforeEach
    void callers() {
        root = operator("root");
        red = operator("red-op");
    }

    @Test
    void whoHasAllItsWatchesIsRefusedMoreAndOthersAreServed() throws Exception {
        serve(CONNECTIONS, REQUESTS, new ApiLimits.OfWatches(3, 2, 65_536, LONG));
        HttpClient reds = client(red, "127.0.0.1", 10);
        List<HttpClientRequest> watching = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            HttpClientRequest watch = request(reds, HttpMethod.GET, "members?watch=true");
            assertEquals(200, answer(watch).statusCode());
            watching.add(watch);
        }

        assertFull(
                429,
                "caller red-op",
                "watches.per-caller",
                request(reds, HttpMethod.GET, "networkprofiles?watch=true"));
        assertEquals(2, measured("watches"));
        assertEquals(200, get(red, "members").status());
        HttpClient roots = client(root, "127.0.0.1", 10);
        HttpClientRequest third = request(roots, HttpMethod.GET, "members?watch=true");
        assertEquals(200, answer(third).statusCode());
        assertFull(503, "the server", "watches.open", request(roots, HttpMethod.GET, "members?watch=true"));
        assertEquals(
                1,
                meters.get("fleetmesh_api_refused")
                        .tag("limit", "watches.open")
                        .counter()
                        .count());

        var _ = watching.getFirst().connection().close();
        await().until(() ->
                answer(request(reds, HttpMethod.GET, "members?watch=true")).statusCode() == 200);
    }

    @Test
    void whoSendsRequestsAndDoesNotEndThemIsRefusedMoreAndOthersAreServed() throws Exception {
        serve(CONNECTIONS, new ApiLimits.OfRequests(3, 2, 100, LONG), WATCHES);
        HttpClient reds = client(red, "127.0.0.1", 10);
        List<HttpClientRequest> unended = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            unended.add(begun(reds));
        }

        await().until(() -> get(red, "members").status() == 429);
        assertFull(429, "caller red-op", "requests.per-caller", request(reds, HttpMethod.GET, "members"));
        assertEquals(200, get(root, "members").status());
        assertEquals(201, member(root, "red-2", "red"));

        HttpClient roots = client(root, "127.0.0.1", 10);
        unended.add(begun(roots));
        await().until(() -> get(root, "members").status() == 503);
        assertFull(503, "the server", "requests.open", request(roots, HttpMethod.GET, "members"));

        for (HttpClientRequest request : unended) {
            var _ = request.connection().close();
        }
        await().until(() -> get(red, "members").status() == 200);
    }

    private HttpClientRequest begun(HttpClient client) throws Exception {
        HttpClientRequest request = request(client, HttpMethod.PUT, "members/red-1");
        request.connection().closeHandler(_ -> closed.add(request));
        request.putHeader("Content-Type", "application/yaml").putHeader("Content-Length", "1000");
        request.write("kind: ").toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        return request;
    }

    @Test
    void whoDoesNotEndARequestInTimeLosesTheConnection() throws Exception {
        serve(CONNECTIONS, new ApiLimits.OfRequests(100, 1, 100, Duration.ofSeconds(1)), WATCHES);
        HttpClientRequest request = begun(client(red, "127.0.0.1", 1));

        await().until(() -> closed.contains(request));
        await().until(() -> get(red, "members").status() == 200);
    }

    /** Addresses of this machine that differ are there on Linux alone. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void anAddressWithAllItsConnectionsIsRefusedMoreAndOthersAreServed() throws Exception {
        serve(new ApiLimits.OfConnections(5, 3, LONG), REQUESTS, WATCHES);
        HttpClient reds = client(red, "127.0.0.2", 10);
        List<HttpClientRequest> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpClientRequest watch = request(reds, HttpMethod.GET, "members?watch=true");
            assertEquals(200, answer(watch).statusCode());
            open.add(watch);
        }

        assertFull(
                429,
                "address 127.0.0.2",
                "connections.per-address",
                request(client(red, "127.0.0.2", 1), HttpMethod.GET, "members"));
        assertEquals(
                200,
                answer(request(client(red, "127.0.0.3", 1), HttpMethod.GET, "members"))
                        .statusCode());
        assertEquals(200, get(root, "members").status());
        await().until(() -> measured("connections") == 4);
        assertEquals(
                200,
                answer(request(client(root, "127.0.0.4", 1), HttpMethod.GET, "members?watch=true"))
                        .statusCode());
        assertFull(
                503,
                "the server",
                "connections.open",
                request(client(root, "127.0.0.5", 1), HttpMethod.GET, "members"));

        var _ = open.getFirst().connection().close();
        await().until(() -> get(root, "members").status() == 200);
    }

    @Test
    void oneTurnedAwayThatDoesNotAskIsClosed() throws Exception {
        serve(new ApiLimits.OfConnections(1000, 1, LONG), REQUESTS, WATCHES);
        HttpClientRequest first = request(client(red, "127.0.0.1", 1), HttpMethod.GET, "members?watch=true");
        assertEquals(200, answer(first).statusCode());
        HttpClientRequest second = request(client(red, "127.0.0.1", 1), HttpMethod.GET, "members");
        second.connection().closeHandler(_ -> closed.add(second));

        await().until(() -> closed.contains(second));
        assertEquals(1, measured("connections"));
    }
}
