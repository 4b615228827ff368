package io.fleetmesh.aggregator.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.domain.ExportStep;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Member;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemPagesTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExportStep east = new ExportStep(new Member("east", "blue", "east", 3), ExportSettings.DEFAULTS);
    private HttpServer server;

    @BeforeEach
    void start() {
        ProblemPages pages =
                new ProblemPages(member -> Optional.of(east.problems()).filter(_ -> member.equals("east")));
        Router router = Router.router(vertx);
        router.get(ProblemPages.PATH).handler(pages::answer);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void claims(String pod, String ip) {
        PodEndpoint endpoint =
                new PodEndpoint(pod, List.of(ip), Optional.empty(), Optional.empty(), 0, Optional.empty());
        CiliumEndpointFact fact = new CiliumEndpointFact("shop", endpoint);
        var _ = east.apply(fact.key(), Optional.of(fact));
    }

    @Test
    void aMembersProblemsArePaged() throws IOException, InterruptedException {
        claims("a", "nowhere");
        claims("b", "10.3.1.999");

        assertEquals(
                "{\"member\":\"east\",\"total\":2,\"problems\":[{\"object\":\"ciliumendpoint/shop/a\","
                        + "\"field\":\"endpoint[a].networking.addressing\",\"value\":\"nowhere\","
                        + "\"expected\":\"an IPv4 or IPv6 address without a zone\"}],"
                        + "\"next\":\"fact/ciliumendpoint/shop/a\"}",
                get("/members/east/problems?limit=1").body());
        String last = get("/members/east/problems?limit=1&after=fact%2Fciliumendpoint%2Fshop%2Fa")
                .body();
        assertTrue(last.contains("10.3.1.999") && last.endsWith("\"next\":\"\"}"), last);
    }

    @Test
    void aMemberOfAnotherProcessIsNotFound() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/members/west/problems");

        assertEquals(404, answer.statusCode());
        assertEquals("{\"error\":\"member west is not exported by this process\"}", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "x", ""})
    void aPageIsBounded(String limit) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/members/east/problems?limit=" + limit);

        assertEquals(400, answer.statusCode());
        assertEquals("{\"error\":\"limit: expected 1 to 1000, found '" + limit + "'\"}", answer.body());
    }
}
