package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.controller.domain.access.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    @TempDir
    Path directory;

    private final Signer signer = new Signer("one");
    private Path file;
    private Tokens tokens;

    @BeforeEach
    void keys() throws IOException {
        file = directory.resolve("keys.json");
        Files.writeString(file, signer.keySet());
        tokens = new Tokens(Signer.SETTINGS, Set.of("root"), Keys.from(file));
    }

    private void assertRefused(String why, String token) {
        var unknown = assertInstanceOf(Authentication.Result.Unknown.class, tokens.caller(token));
        assertTrue(unknown.reason().contains(why), unknown.reason());
    }

    private Caller known(String token) {
        return assertInstanceOf(Authentication.Result.Known.class, tokens.caller(token))
                .caller();
    }

    @Test
    void aGoodTokenNamesItsBearer() {
        assertEquals(
                new Caller("carol@example.org", Set.of("a", "b"), Caller.By.TOKEN, false),
                known(signer.token("carol@example.org", "a", "b", "not a group")));
        assertTrue(known(signer.token("root")).admin());
    }

    @Test
    void aTokenThatIsOverIsRefused() {
        JwtClaims claims = Signer.claims("carol");
        claims.setExpirationTimeMinutesInTheFuture(-5);
        assertRefused("expired", signer.sign(claims));
    }

    @Test
    void aTokenWithoutAnEndIsRefused() {
        JwtClaims claims = Signer.claims("carol");
        claims.unsetClaim("exp");
        assertRefused("never expires", signer.sign(claims));
    }

    @Test
    void aTokenThatIsNotValidYetIsRefused() {
        JwtClaims claims = Signer.claims("carol");
        claims.setNotBeforeMinutesInThePast(-5);
        assertRefused("not valid yet", signer.sign(claims));
    }

    @Test
    void aTokenForOthersIsRefused() {
        JwtClaims claims = Signer.claims("carol");
        claims.setAudience("another");
        assertRefused("audience", signer.sign(claims));
        claims.unsetClaim("aud");
        assertRefused("audience", signer.sign(claims));
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() {
        JwtClaims claims = Signer.claims("carol");
        claims.setIssuer("https://id.example.com");
        assertRefused("issuer", signer.sign(claims));
        claims.unsetClaim("iss");
        assertRefused("issuer", signer.sign(claims));
    }

    @Test
    void aTokenOfAnotherKeyIsRefusedAlsoUnderTheSameId() {
        assertRefused("signature", new Signer("one").token("carol"));
        assertRefused("signature", new Signer("two").token("carol"));
    }

    @Test
    void aKeyThatIsTooShortIsNoKey() throws IOException {
        Signer careless = new Signer("one", 1024);
        Files.writeString(file, careless.keySet());
        assertRefused("signature", careless.token("carol"));
    }

    @Test
    void anUnsignedTokenIsRefused() throws JoseException {
        JsonWebSignature none = new JsonWebSignature();
        none.setPayload(Signer.claims("root").toJson());
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        assertRefused("signature", none.getCompactSerialization());
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws JoseException {
        JsonWebSignature shared = new JsonWebSignature();
        shared.setPayload(Signer.claims("root").toJson());
        shared.setKeyIdHeaderValue("one");
        shared.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        shared.setKey(new SecretKeySpec(signer.key().getPublicKey().getEncoded(), "HmacSHA256"));
        assertRefused("signature", shared.getCompactSerialization());
    }

    @Test
    void aTokenThatWasChangedIsRefused() {
        String[] parts = signer.token("carol").split("\\.", -1);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Signer.claims("root").toJson().getBytes(StandardCharsets.UTF_8));
        assertRefused("signature", parts[0] + "." + forged + "." + parts[2]);
        assertRefused("signature", "nonsense");
        assertRefused("signature", "");
    }

    @Test
    void aNameThatCannotBeOneIsRefused() {
        assertRefused("preferred_username", signer.token("car ol"));
        assertRefused("preferred_username", signer.token("cаrol"));
        assertRefused("preferred_username", signer.token("anonymous"));
        JwtClaims claims = Signer.claims("carol");
        claims.setClaim("preferred_username", 7);
        assertRefused("preferred_username", signer.sign(claims));
        claims.unsetClaim("preferred_username");
        assertRefused("preferred_username", signer.sign(claims));
    }

    @Test
    void keysAreTakenUpAsTheyAreReplaced() throws IOException {
        Signer next = new Signer("two");
        assertRefused("signature", next.token("carol"));

        Files.writeString(file, next.keySet());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertEquals("carol", known(next.token("carol")).name());
        assertRefused("signature", signer.token("carol"));
    }

    @Test
    void withoutKeysNobodyIsBelieved() throws IOException {
        Files.delete(file);
        assertRefused("signature", signer.token("carol"));
    }
}
