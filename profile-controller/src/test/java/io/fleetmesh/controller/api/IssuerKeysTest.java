package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.ca.MeshAuthority;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer that says itself where its keys are, by TLS on loopback. */
class IssuerKeysTest extends SecuredApi {
    private static final String DOCUMENT = "/realms/fleet/.well-known/openid-configuration";

    private final Signer signer = new Signer("one");
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String keySet = signer.keySet();
    private volatile String document = "";
    private volatile boolean away;
    private volatile int maxAge = 3600;
    private String address = "";
    private String issuer = "";

    @BeforeEach
    void listens() {
        var options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(server.certificate().toString())
                        .setKeyPath(server.key().toString()));
        int port = vertx.createHttpServer(options)
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        address = "https://localhost:" + port;
        issuer = address + "/realms/fleet";
        document = said().encode();
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.path());
        switch (request.path()) {
            case String _ when away -> request.response().setStatusCode(503).end();
            case DOCUMENT -> request.response().end(document);
            case "/keys" ->
                request.response()
                        .putHeader("Cache-Control", "max-age=" + maxAge)
                        .end(keySet);
            default -> request.response().setStatusCode(404).end();
        }
    }

    private JsonObject said() {
        return new JsonObject().put("issuer", issuer).put("jwks_uri", address + "/keys");
    }

    private Tokens tokens(Duration pause) {
        return tokens(pause, authority);
    }

    private Tokens tokens(Duration pause, MeshAuthority trusted) {
        return new Tokens(
                new Tokens.Settings(issuer, "fleetmesh", "preferred_username", "groups"),
                Set.of("root"),
                Keys.ofIssuer(issuer, Optional.of(trusted.certificate()), pause));
    }

    private JwtClaims claims() {
        JwtClaims claims = Signer.claims("root", "readers");
        claims.setIssuer(issuer);
        return claims;
    }

    private String token() {
        return signer.sign(claims());
    }

    private String changed(Consumer<JwtClaims> change) {
        JwtClaims claims = claims();
        change.accept(claims);
        return signer.sign(claims);
    }

    private static void assertKnown(Tokens tokens, String token) {
        assertEquals(
                "root",
                assertInstanceOf(Authentication.Result.Known.class, tokens.caller(token))
                        .caller()
                        .name());
    }

    private static void assertRefused(String why, Tokens tokens, String token) {
        String reason = assertInstanceOf(Authentication.Result.Unknown.class, tokens.caller(token))
                .reason();
        assertTrue(reason.contains(why), reason);
    }

    @Test
    void itIsAskedForItsKeysWithTheFirstTokenAndNotAgain() {
        Tokens tokens = tokens(Duration.ofHours(1));
        assertEquals(List.of(), asked);

        assertKnown(tokens, token());
        assertKnown(tokens, token());

        assertEquals(List.of(DOCUMENT, "/keys"), asked);
    }

    @Test
    void whatItDidNotSignForUsIsRefused() throws JoseException {
        Tokens tokens = tokens(Duration.ZERO);
        assertRefused("issuer", tokens, changed(claims -> claims.setIssuer(address)));
        assertRefused("audience", tokens, changed(claims -> claims.setAudience("another")));
        assertRefused("expired", tokens, changed(claims -> claims.setExpirationTimeMinutesInTheFuture(-5)));
        assertRefused("never expires", tokens, changed(claims -> claims.unsetClaim("exp")));
        assertRefused("signature", tokens, new Signer("one").sign(claims()));
        assertRefused("signature", tokens, new Signer("two").sign(claims()));

        JsonWebSignature none = new JsonWebSignature();
        none.setPayload(claims().toJson());
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        assertRefused("signature", tokens, none.getCompactSerialization());

        JsonWebSignature shared = new JsonWebSignature();
        shared.setPayload(claims().toJson());
        shared.setKeyIdHeaderValue("one");
        shared.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        shared.setKey(new SecretKeySpec(signer.key().getPublicKey().getEncoded(), "HmacSHA256"));
        assertRefused("signature", tokens, shared.getCompactSerialization());

        assertKnown(tokens, token());
    }

    @Test
    void itsKeysAreTakenUpAsItReplacesThem() {
        Tokens tokens = tokens(Duration.ZERO);
        assertKnown(tokens, token());

        Signer next = new Signer("two");
        keySet = next.keySet();

        assertKnown(tokens, next.sign(claims()));
        assertRefused("signature", tokens, token());
    }

    @Test
    void itsKeysCanMove() {
        Tokens tokens = tokens(Duration.ZERO);
        assertKnown(tokens, token());

        document = said().put("jwks_uri", address + "/moved").encode();
        assertRefused("signature", tokens, new Signer("two").sign(claims()));

        assertEquals("/moved", asked.getLast());
    }

    @Test
    void tokensOfUnknownKeysSeldomMakeUsAsk() {
        Tokens tokens = tokens(Duration.ofHours(1));
        assertKnown(tokens, token());

        for (int i = 0; i < 3; i++) {
            assertRefused("signature", tokens, new Signer("two").sign(claims()));
        }

        assertEquals(List.of(DOCUMENT, "/keys"), asked);
    }

    @Test
    void oneThatIsAwayIsSeldomAsked() {
        away = true;
        Tokens tokens = tokens(Duration.ofHours(1));

        assertRefused("signature", tokens, token());
        assertRefused("signature", tokens, token());

        assertEquals(List.of(DOCUMENT), asked);
    }

    @Test
    void oneThatWasAwayIsBelievedOnceItIsBack() {
        away = true;
        Tokens tokens = tokens(Duration.ZERO);
        assertRefused("signature", tokens, token());

        away = false;

        assertKnown(tokens, token());
    }

    @Test
    void keysThatAreKnownDoNotNeedIt() {
        Tokens tokens = tokens(Duration.ZERO);
        assertKnown(tokens, token());

        away = true;

        assertKnown(tokens, token());
        assertRefused("signature", tokens, new Signer("two").sign(claims()));
        assertKnown(tokens, token());
    }

    /** They are old at once here: each token would have them fetched. */
    @Test
    void oldKeysCountAsLongAsNobodySaysWhichDo() {
        maxAge = 0;
        Tokens tokens = tokens(Duration.ZERO);
        assertKnown(tokens, token());

        away = true;

        assertKnown(tokens, token());
        assertKnown(tokens, token());
    }

    @Test
    void aDocumentThatIsNotItsOwnOrNamesNoKeysByTlsIsNotBelieved() {
        Tokens tokens = tokens(Duration.ZERO);
        for (String wrong : List.of(
                said().put("issuer", address).encode(),
                said().putNull("issuer").encode(),
                said().put("jwks_uri", address.replace("https", "http") + "/keys")
                        .encode(),
                said().put("jwks_uri", 7).encode(),
                said().put("jwks_uri", address + "/nowhere").encode(),
                said().put("jwks_uri", address + DOCUMENT).encode(),
                "{}",
                "[]",
                "<html>")) {
            document = wrong;
            assertRefused("signature", tokens, token());
        }

        document = said().encode();
        keySet = "{\"keys\": []}";
        assertRefused("signature", tokens, token());

        keySet = signer.keySet();
        assertKnown(tokens, token());
    }

    @Test
    void oneOfAnotherAuthorityIsNotBelieved() {
        assertRefused("signature", tokens(Duration.ZERO, ca("other")), token());
        assertEquals(List.of(), asked);
    }

    @Test
    void aSlashAtTheEndOfItsNameStandsOnceInTheAddress() {
        issuer += "/";
        document = said().encode();

        assertKnown(tokens(Duration.ZERO), token());

        assertEquals(List.of(DOCUMENT, "/keys"), asked);
    }

    @Test
    void itsTokensOpenTheApi() {
        listen(Optional.of(tokens(Duration.ZERO)));

        assertEquals(
                200,
                ask(Optional.empty(), Optional.of(token()), HttpMethod.GET, "members", "")
                        .status());
        assertEquals(
                401,
                ask(Optional.empty(), Optional.of(new Signer("one").sign(claims())), HttpMethod.GET, "members", "")
                        .status());
    }
}
