package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who comes in by a bearer token, and who does not. */
class TokenAccessTest extends SecuredApi {
    @Test
    void aTokenOfTheIssuerNamesTheCallerAndItsGroups() throws IOException {
        Signer signer = new Signer("one");
        listen(Optional.of(tokens(signer)));
        tenants(operator("root"));
        assertEquals(201, role(operator("root"), "red", "viewer", "groups: [readers]"));

        Got list = ask(Optional.empty(), Optional.of(signer.token("carol", "readers")), HttpMethod.GET, "members", "");

        assertEquals(List.of("red-1"), names(list));
        assertEquals(
                403,
                ask(
                                Optional.empty(),
                                Optional.of(signer.token("carol", "readers")),
                                HttpMethod.PUT,
                                "members/red-1",
                                object("Member", "red-1", "{tenant: red, c: d}", "{kubeconfig: {name: red-1}}"))
                        .status());
        assertEquals(Caller.By.TOKEN, kept.caller().orElseThrow().by());
    }

    @Test
    void whoShowsNeitherCertificateNorTokenIsAskedForOne() throws IOException {
        listen(Optional.of(tokens(new Signer("one"))));

        Got answer = ask(Optional.empty(), Optional.empty(), HttpMethod.GET, "members", "");

        assertEquals(401, answer.status());
        assertEquals("urn:fleetmesh:problem:unauthenticated", answer.body().getString("type"));
        assertTrue(String.valueOf(answer.challenge()).startsWith("Bearer"));
    }

    @Test
    void aBadTokenIsRefusedAlsoBesideAGoodCertificate() throws IOException {
        Signer signer = new Signer("one");
        listen(Optional.of(tokens(signer)));

        for (String token : List.of(new Signer("one").token("root"), signer.token("bob"))) {
            Got answer = ask(Optional.of(operator("root")), Optional.of(token), HttpMethod.GET, "members", "");
            assertEquals(401, answer.status());
        }
        assertEquals(
                200,
                ask(Optional.of(operator("root")), Optional.of(signer.token("root")), HttpMethod.GET, "members", "")
                        .status());
    }

    @Test
    void keysComeFromAnAddressByTls() throws Exception {
        Signer signer = new Signer("one");
        HttpServer issuer = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(server.certificate().toString())
                                .setKeyPath(server.key().toString())))
                .requestHandler(request -> request.response().end(signer.keySet()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        String url = "https://localhost:" + issuer.actualPort() + "/keys";

        Tokens trusting = new Tokens(Signer.SETTINGS, Set.of(), Keys.at(url, Optional.of(authority.certificate())));
        Tokens others = new Tokens(
                Signer.SETTINGS, Set.of(), Keys.at(url, Optional.of(ca("other").certificate())));

        assertTrue(trusting.caller(signer.token("carol")) instanceof Authentication.Result.Known);
        assertTrue(others.caller(signer.token("carol")) instanceof Authentication.Result.Unknown);
        assertThrows(IllegalArgumentException.class, () -> Keys.at("http://localhost/keys", Optional.empty()));
    }
}
