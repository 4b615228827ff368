package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered at the port without TLS. */
class PlainAccessTest extends SecuredApi {
    private Got plain(Authentication authentication, HttpMethod method, String origin) {
        return plain(authentication, method, "Origin", origin);
    }

    private Got plain(Authentication authentication, HttpMethod method, String header, String value) {
        Router router = Router.router(vertx);
        Access access = new Access(authentication, () -> Optional.of(kept));
        new IntentApi(() -> Optional.of(kept), Optional::empty, access, new Watches(() -> Optional.of(kept)))
                .mount(router);
        HttpServer plain = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return vertx.createHttpClient()
                .request(method, plain.actualPort(), "localhost", API + "members")
                .compose(request -> {
                    if (!value.isEmpty()) {
                        request.putHeader(header, value);
                    }
                    // On the connection's own thread, or the body can have passed before anybody asks for it.
                    return request.send()
                            .compose(response -> response.body()
                                    .map(body -> new Got(
                                            response.statusCode(),
                                            body.toJsonObject(),
                                            response.getHeader("WWW-Authenticate"),
                                            Optional.empty())));
                })
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Test
    void thePortWithoutTlsSendsCallersAway() {
        Got answer = plain(new Elsewhere(8443), HttpMethod.GET, "");

        assertEquals(403, answer.status());
        assertTrue(answer.body().getString("detail").contains("8443"));
        assertNull(answer.challenge());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-Real-IP", "Via"})
    void aProxyOnThisMachineIsNobodyOfThisMachine(String header) {
        Got answer = plain(new LocalOnly(), HttpMethod.GET, header, "198.51.100.7");

        assertEquals(403, answer.status());
        assertTrue(answer.body().getString("detail").contains("fleetmesh.api.port"), answer.toString());
    }

    @Test
    void aPageInABrowserChangesNothing() {
        assertEquals(415, plain(new LocalOnly(), HttpMethod.POST, "").status());
        assertEquals(
                403,
                plain(new LocalOnly(), HttpMethod.POST, "https://example.org").status());
    }
}
