package io.fleetmesh.controller.api;

import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.controller.domain.access.Caller;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/**
 * Bearer tokens of an OpenID Connect issuer: signed with one of its public keys, for us, and not expired. Reading the keys may
 * take its time. Thread-safe.
 */
public final class Tokens {
    private static final int SKEW_SECONDS = 30;

    /** Of public keys only: with a shared secret whoever checks a token could make one, and unsigned ones anybody. */
    private static final AlgorithmConstraints SIGNATURES = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512);

    /**
     * Whose tokens, and what in them is looked at.
     *
     * @param subjectClaim whose value is the caller's name
     * @param groupsClaim whose values are its groups; a token need not have it
     */
    public record Settings(String issuer, String audience, String subjectClaim, String groupsClaim) {}

    private final Settings settings;
    private final Set<String> admins;
    private final JwtConsumer consumer;

    /** @param admins names that are admins of everything */
    public Tokens(Settings settings, Set<String> admins, VerificationKeyResolver keys) {
        this.settings = settings;
        this.admins = Set.copyOf(admins);
        this.consumer = new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys)
                .setJwsAlgorithmConstraints(SIGNATURES)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                .setExpectedIssuer(true, settings.issuer())
                .setExpectedAudience(true, settings.audience())
                .build();
    }

    /** Who shows this token. */
    Authentication.Result caller(String token) {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            String name = claims.getClaimValue(settings.subjectClaim(), String.class);
            return name == null || !Format.SUBJECT.fits(name) || name.equals(Caller.ANONYMOUS.name())
                    ? unknown("its claim " + settings.subjectClaim() + ": expected a name of "
                            + Format.SUBJECT.expected())
                    : new Authentication.Result.Known(
                            new Caller(name, groups(claims), Caller.By.TOKEN, admins.contains(name)));
        } catch (InvalidJwtException e) {
            return unknown(reason(e));
        } catch (MalformedClaimException e) {
            return unknown("its claim " + settings.subjectClaim() + ": expected a text");
        }
    }

    private Set<String> groups(JwtClaims claims) {
        Object value = claims.getClaimValue(settings.groupsClaim());
        Collection<?> found = value instanceof Collection<?> many ? many : value == null ? List.of() : List.of(value);
        Set<String> groups = new HashSet<>();
        found.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(Format.SUBJECT::fits)
                .forEach(groups::add);
        return groups;
    }

    /** Of the library's words only those about what is known to be signed by the issuer, or nothing at all. */
    private String reason(InvalidJwtException e) {
        if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "it has expired";
        }
        if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "it is not for the audience " + settings.audience();
        }
        if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "it is not of the issuer " + settings.issuer();
        }
        if (e.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
            return "it never expires";
        }
        return e.hasErrorCode(ErrorCodes.NOT_YET_VALID)
                ? "it is not valid yet"
                : "it has no signature of a public key of the issuer";
    }

    private static Authentication.Result unknown(String reason) {
        return new Authentication.Result.Unknown("the bearer token cannot be believed: " + reason);
    }
}
