package io.fleetmesh.controller.api;

import java.util.List;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** An issuer with a key of its own. */
final class Signer {
    static final Tokens.Settings SETTINGS =
            new Tokens.Settings("https://id.example.org", "fleetmesh", "preferred_username", "groups");

    private final RsaJsonWebKey key;

    Signer(String id) {
        this(id, 2048);
    }

    Signer(String id, int bits) {
        try {
            key = RsaJwkGenerator.generateJwk(bits);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
        key.setKeyId(id);
    }

    RsaJsonWebKey key() {
        return key;
    }

    /** The public half. */
    String keySet() {
        return new JsonWebKeySet(key).toJson();
    }

    /** Claims that are good for ten minutes. */
    static JwtClaims claims(String name, String... groups) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(SETTINGS.issuer());
        claims.setAudience(SETTINGS.audience());
        claims.setSubject("f81d4fae");
        claims.setStringClaim("preferred_username", name);
        claims.setStringListClaim("groups", List.of(groups));
        claims.setExpirationTimeMinutesInTheFuture(10);
        return claims;
    }

    String token(String name, String... groups) {
        return sign(claims(name, groups));
    }

    String sign(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        // A careless issuer: whether its key will do is for the reader to say.
        signature.setDoKeyValidation(false);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
