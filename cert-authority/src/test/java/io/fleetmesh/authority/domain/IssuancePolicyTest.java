package io.fleetmesh.authority.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.domain.IssuanceDecision.Defer;
import io.fleetmesh.authority.domain.IssuanceDecision.Issue;
import io.fleetmesh.authority.domain.IssuanceDecision.Refuse;
import io.fleetmesh.authority.domain.IssuanceDecision.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IssuancePolicyTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration VALIDITY = Duration.ofDays(90);
    private static final Authority CA = new Authority(NOW.minus(Duration.ofDays(30)), NOW.plus(Duration.ofDays(3650)));
    private static final Subject EAST = new Subject.ConsumerClient("east");

    private static IssuanceDecision evaluate(Duration validity, Optional<Standing> standing, Authority ca) {
        return IssuancePolicy.evaluate(new IssuanceRequest(EAST, validity, standing), ca, NOW);
    }

    private static Optional<Standing> standing(Duration age, Duration left) {
        return Optional.of(new Standing(EAST.leaf(), true, NOW.minus(age), NOW.plus(left)));
    }

    private static void assertRefused(String why, IssuanceDecision decision) {
        String reason = assertInstanceOf(Refuse.class, decision).reason();
        assertTrue(reason.contains(why), reason);
    }

    @Test
    void aValidityThatIsTooShortIsRefused() {
        assertRefused("expected at least PT1M", evaluate(Duration.ofSeconds(59), Optional.empty(), CA));
        assertInstanceOf(Issue.class, evaluate(Duration.ofSeconds(60), Optional.empty(), CA));
    }

    @Test
    void anAuthorityThatIsNotValidYetOrNoMoreIssuesNothing() {
        Authority later = new Authority(NOW.plusSeconds(1), CA.notAfter());
        assertRefused("expected a clock that is right", evaluate(VALIDITY, Optional.empty(), later));
        assertRefused(
                "expected a new authority", evaluate(VALIDITY, Optional.empty(), new Authority(CA.notBefore(), NOW)));
    }

    @Test
    void aSubjectThatCannotBeNamedIsRefused() {
        IssuanceRequest request = new IssuanceRequest(new Subject.ConsumerClient("East"), VALIDITY, Optional.empty());
        assertRefused("clusterName", IssuancePolicy.evaluate(request, CA, NOW));
    }

    @Test
    void theFirstCertificateReachesIntoThePastForLateClocksButNotBehindItsAuthority() {
        assertEquals(
                new Issue(NOW.minus(IssuancePolicy.SKEW), NOW.plus(VALIDITY), Why.NONE_STANDING),
                evaluate(VALIDITY, Optional.empty(), CA));
        Authority young = new Authority(NOW, NOW.plusSeconds(600));
        assertEquals(
                new Issue(NOW, NOW.plusSeconds(600), Why.NONE_STANDING), evaluate(VALIDITY, Optional.empty(), young));
    }

    @Test
    void anotherAuthoritysCertificateIsReplaced() {
        Standing foreign = new Standing(EAST.leaf(), false, NOW, NOW.plus(VALIDITY));
        assertEquals(Why.AUTHORITY_CHANGED, why(evaluate(VALIDITY, Optional.of(foreign), CA)));
    }

    @Test
    void oneThatSaysSomethingElseOrIsValidForLongerThanAskedIsReplaced() {
        Standing other = new Standing(new Subject.ConsumerClient("west").leaf(), true, NOW, NOW.plus(VALIDITY));
        assertEquals(Why.REQUEST_CHANGED, why(evaluate(VALIDITY, Optional.of(other), CA)));
        assertEquals(
                Why.REQUEST_CHANGED,
                why(evaluate(
                        VALIDITY,
                        standing(
                                Duration.ZERO,
                                VALIDITY.plus(IssuancePolicy.SKEW).plusSeconds(1)),
                        CA)));
        assertInstanceOf(
                Defer.class, evaluate(VALIDITY, standing(Duration.ZERO, VALIDITY.plus(IssuancePolicy.SKEW)), CA));
    }

    @Test
    void itIsRenewedWithAThirdLeft() {
        assertEquals(
                new Defer(NOW.plusSeconds(1)),
                evaluate(
                        VALIDITY,
                        standing(
                                Duration.ofDays(60).minusSeconds(1),
                                Duration.ofDays(30).plusSeconds(1)),
                        CA));
        assertEquals(Why.RENEWAL_DUE, why(evaluate(VALIDITY, standing(Duration.ofDays(60), Duration.ofDays(30)), CA)));
    }

    @Test
    void atTheAuthoritysEndOneThatGainsNothingIsNotMade() {
        Authority ending = new Authority(CA.notBefore(), NOW.plus(Duration.ofDays(10)));
        assertEquals(
                new Defer(ending.notAfter()),
                evaluate(VALIDITY, standing(Duration.ofDays(80), Duration.ofDays(10)), ending));
        assertEquals(
                Why.RENEWAL_DUE, why(evaluate(VALIDITY, standing(Duration.ofDays(80), Duration.ofDays(9)), ending)));
        assertEquals(Why.RENEWAL_DUE, why(evaluate(VALIDITY, standing(Duration.ofDays(89), Duration.ZERO), ending)));
    }

    private static Why why(IssuanceDecision decision) {
        return assertInstanceOf(Issue.class, decision).why();
    }
}
