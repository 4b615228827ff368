package io.fleetmesh.controller.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** While the issuer of bearer tokens hangs, and one address shows tokens of which only it could say whether they are its own. */
class UnauthenticatedLoadTest extends LoadedApi {
    private static final String BOUND = "requests.unauthenticated-per-address";

    private final Signer signer = new Signer("one");
    private final Signer next = new Signer("two");
    private final String known = signer.token("carol");
    private final HangingIssuer issuer =
            new HangingIssuer(signer.keySet(), new JsonWebKeySet(signer.key(), next.key()).toJson());

    @AfterEach
    void letGo() {
        issuer.close();
    }

    /** With the keys that there are, of which {@code known} is signed by one. */
    private void serve(int perCaller, int most) throws Exception {
        limits = new ApiLimits(CONNECTIONS, new ApiLimits.OfRequests(most + 5, perCaller, most, LONG), WATCHES);
        var _ = listen(Optional.of(new Tokens(
                Signer.SETTINGS, Set.of(), Keys.fetched("https://id.example.org/keys", issuer, Duration.ZERO))));
        assertEquals(200, answer(showing(known, client("127.0.0.1", 1))).statusCode());
    }

    private HttpClientRequest showing(String token, HttpClient client) throws Exception {
        return request(client, HttpMethod.GET, "members").putHeader("Authorization", "Bearer " + token);
    }

    /** Addresses of this machine that differ are there on Linux alone. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void anAddressWithAllThatMayWaitForTheIssuerIsRefusedMoreAndOthersAreServed() throws Exception {
        // More than there are threads on which answers are made.
        int most = VertxOptions.DEFAULT_WORKER_POOL_SIZE + 5;
        serve(5, most);
        String unknown = new Signer("three").token("carol");
        HttpClient flooding = client("127.0.0.2", most + 1);
        HttpClient quiet = client("127.0.0.3", 1);
        List<Future<HttpClientResponse>> waiting = new ArrayList<>();
        while (waiting.size() < most) {
            waiting.add(showing(unknown, flooding).send());
        }
        await().until(() -> measured("requests_unauthenticated") == most);

        assertFull(429, "address 127.0.0.2", BOUND, showing(known, flooding));
        assertFull(429, "address 127.0.0.2", BOUND, request(flooding, HttpMethod.GET, "members"));
        assertEquals(200, answer(showing(known, quiet)).statusCode());
        assertEquals(401, answer(request(quiet, HttpMethod.GET, "members")).statusCode());
        HttpClientRequest certified = request(client(operator("root"), "127.0.0.2", 1), HttpMethod.GET, "members");
        assertEquals(200, answer(certified).statusCode());
        assertEquals(
                2,
                meters.get("fleetmesh_api_refused")
                        .tag("limit", BOUND)
                        .counter()
                        .count());
        assertEquals(most, measured("requests_unauthenticated"), "some of them have been answered");

        issuer.close();

        for (Future<HttpClientResponse> each : waiting) {
            assertEquals(
                    401,
                    each.toCompletionStage()
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS)
                            .statusCode());
        }
        await().until(() -> measured("requests_unauthenticated") == 0);
        assertEquals(200, answer(showing(known, flooding)).statusCode());
    }

    /** Its token is being looked at all the same. Afterwards it is known who it was, who has all of its own again. */
    @Test
    void whoHangsUpHasItsPlaceUntilTheIssuerHasAnswered() throws Exception {
        serve(1, 1);
        HttpClient client = client("127.0.0.1", 1);
        HttpClientRequest half = request(client, HttpMethod.PUT, "members/red-1")
                .putHeader("Authorization", "Bearer " + next.token("carol"))
                .putHeader("Content-Length", "1000");
        var _ = half.write("kind: ");
        await().until(() -> measured("requests_unauthenticated") == 1);
        int before = measured("connections");

        var _ = half.connection().close();
        await().until(() -> measured("connections") == before - 1);

        assertFull(429, "address 127.0.0.1", BOUND, showing(known, client));

        issuer.close();
        await().until(() -> measured("requests") == 0 && measured("requests_unauthenticated") == 0);
        await().until(() -> answer(showing(known, client)).statusCode() == 200);
    }
}
