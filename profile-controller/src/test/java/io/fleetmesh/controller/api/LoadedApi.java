package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.ca.IssuedFiles;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The API with bounds that a test can reach, what it measures, and callers with connections of their own. */
abstract class LoadedApi extends SecuredApi {
    static final Duration LONG = Duration.ofHours(1);

    static final ApiLimits.OfConnections CONNECTIONS = new ApiLimits.OfConnections(1000, 100, LONG);
    static final ApiLimits.OfRequests REQUESTS = new ApiLimits.OfRequests(100, 10, 100, LONG);
    static final ApiLimits.OfWatches WATCHES = new ApiLimits.OfWatches(500, 50, 65_536, LONG);

    void serve(ApiLimits.OfConnections connections, ApiLimits.OfRequests requests, ApiLimits.OfWatches watches) {
        limits = new ApiLimits(connections, requests, watches);
        var _ = listen(Optional.empty());
    }

    int measured(String what) {
        return (int) meters.get("fleetmesh_api_" + what).gauge().value();
    }

    /** One that uses {@code pool} connections at most. */
    HttpClient client(IssuedFiles as, String from, int pool) {
        return client(
                new HttpClientOptions()
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(as.certificate().toString())
                                .setKeyPath(as.key().toString())),
                from,
                pool);
    }

    /** The same without a certificate. */
    HttpClient client(String from, int pool) {
        return client(new HttpClientOptions(), from, pool);
    }

    private HttpClient client(HttpClientOptions options, String from, int pool) {
        return vertx.createHttpClient(
                options.setSsl(true)
                        .setLocalAddress(from)
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(server.authority().toString())),
                new PoolOptions().setHttp1MaxSize(pool));
    }

    HttpClientRequest request(HttpClient client, HttpMethod method, String path) throws Exception {
        return client.request(method, listener.orElseThrow().port(), "localhost", API + path)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    static HttpClientResponse answer(HttpClientRequest request) throws Exception {
        return request.send().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    static void assertFull(int status, String who, String setting, HttpClientRequest request) throws Exception {
        AtomicReference<HttpClientResponse> head = new AtomicReference<>();
        // The body is asked for where the answer comes in, by who is there before the request leaves: later it may have
        // passed.
        Future<Buffer> body = request.response().compose(begun -> {
            head.set(begun);
            return begun.body();
        });
        var _ = request.send();
        JsonObject problem = body.toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .toJsonObject();
        HttpClientResponse answer = head.get();
        assertEquals(status, answer.statusCode(), problem.encode());
        assertEquals("application/problem+json", answer.getHeader("Content-Type"));
        assertEquals("1", answer.getHeader("Retry-After"));
        JsonObject error = problem.getJsonArray("errors").getJsonObject(0);
        assertEquals(who, error.getString("object"));
        assertEquals("fleetmesh.api." + setting, error.getString("field"));
        assertTrue(problem.getString("detail").contains("fleetmesh.api." + setting), problem.encode());
    }
}
