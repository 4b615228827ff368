package io.fleetmesh.authority.domain;

import io.fleetmesh.authority.domain.IssuanceDecision.Defer;
import io.fleetmesh.authority.domain.IssuanceDecision.Issue;
import io.fleetmesh.authority.domain.IssuanceDecision.Refuse;
import io.fleetmesh.authority.domain.IssuanceDecision.Why;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When a certificate is made. Authority fails closed: without a valid authority and a valid subject nothing is issued, and
 * nothing ever outlives the authority.
 *
 * <pre>
 *  notBefore                              renewal due         notAfter
 *      |------------------ 2/3 ----------------|------ 1/3 ------|
 *      |               deferred                |     issued      | issued
 * </pre>
 */
public final class IssuancePolicy {
    /** How far a certificate reaches into the past, for holders whose clocks are late. */
    public static final Duration SKEW = Duration.ofMinutes(5);
    /** Anything shorter would be renewed without end. */
    public static final Duration SHORTEST = Duration.ofMinutes(1);

    private static final int RENEWED_WITH_PART_LEFT = 3;

    private IssuancePolicy() {}

    /** Decides about a request; equal arguments give equal decisions. */
    public static IssuanceDecision evaluate(IssuanceRequest request, Authority ca, Instant now) {
        return refusal(request, ca, now).<IssuanceDecision>map(Refuse::new).orElseGet(() -> decide(request, ca, now));
    }

    private static Optional<String> refusal(IssuanceRequest request, Authority ca, Instant now) {
        if (request.validity().compareTo(SHORTEST) < 0) {
            return Optional.of("validity: expected at least " + SHORTEST + ", found " + request.validity());
        }
        if (now.isBefore(ca.notBefore())) {
            return Optional.of("the authority is valid from " + ca.notBefore() + " on and it is " + now
                    + " here: expected a clock that is right");
        }
        if (!now.isBefore(ca.notAfter())) {
            return Optional.of("the authority has expired at " + ca.notAfter() + ": expected a new authority");
        }
        return SubjectRules.refusal(request.subject());
    }

    private static IssuanceDecision decide(IssuanceRequest request, Authority ca, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Instant notBefore = later(second.minus(SKEW), ca.notBefore());
        Instant notAfter = earlier(second.plusSeconds(request.validity().toSeconds()), ca.notAfter());
        if (request.standing().isEmpty()) {
            return new Issue(notBefore, notAfter, Why.NONE_STANDING);
        }
        Standing standing = request.standing().get();
        if (!standing.ofThisAuthority()) {
            return new Issue(notBefore, notAfter, Why.AUTHORITY_CHANGED);
        }
        if (isChanged(request, standing)) {
            return new Issue(notBefore, notAfter, Why.REQUEST_CHANGED);
        }
        Instant due = renewalOf(standing);
        if (now.isBefore(due)) {
            return new Defer(due);
        }
        // At the authority's end a new one would end with the old one.
        boolean gainsNothing = now.isBefore(standing.notAfter()) && !notAfter.isAfter(standing.notAfter());
        return gainsNothing ? new Defer(standing.notAfter()) : new Issue(notBefore, notAfter, Why.RENEWAL_DUE);
    }

    private static boolean isChanged(IssuanceRequest request, Standing standing) {
        Duration life = Duration.between(standing.notBefore(), standing.notAfter());
        return !request.subject().leaf().saysTheSameAs(standing.leaf())
                || life.compareTo(request.validity().plus(SKEW)) > 0;
    }

    /** When a certificate is due for renewal. */
    public static Instant renewalOf(Standing standing) {
        Duration life = Duration.between(standing.notBefore(), standing.notAfter());
        return standing.notAfter().minus(life.dividedBy(RENEWED_WITH_PART_LEFT));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
