package io.fleetmesh.authority.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.authority.domain.IssuanceDecision.Defer;
import io.fleetmesh.authority.domain.IssuanceDecision.Issue;
import io.fleetmesh.authority.domain.IssuanceDecision.Refuse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class IssuancePolicyProperties {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Authority CA = new Authority(BEGIN, BEGIN.plus(Duration.ofDays(1000)));
    private static final Subject WEST = new Subject.ConsumerClient("west");

    @Property
    void nothingOutlivesTheAuthority(
            @ForAll @IntRange(min = 0, max = 1500) int day, @ForAll @IntRange(min = 1, max = 2000) int days) {
        IssuanceDecision decision = IssuancePolicy.evaluate(request(days, Optional.empty()), CA, day(day));

        if (decision instanceof Issue issue) {
            assertFalse(issue.notAfter().isAfter(CA.notAfter()));
            assertFalse(issue.notBefore().isBefore(CA.notBefore()));
        } else {
            assertInstanceOf(Refuse.class, decision);
            assertFalse(day(day).isBefore(CA.notAfter()));
        }
    }

    @Property
    void aCertificateIsRenewedInItsLastThirdAndNotBefore(@ForAll @IntRange(min = 0, max = 89) int age) {
        Standing standing = new Standing(WEST.leaf(), true, BEGIN, day(90));

        IssuanceDecision decision = IssuancePolicy.evaluate(request(90, Optional.of(standing)), CA, day(age));

        assertEquals(age >= 60, decision instanceof Issue);
        assertEquals(age < 60, decision instanceof Defer);
    }

    @Property
    void whatIsIssuedIsNotDueAtOnce(@ForAll @IntRange(min = 1, max = 900) int day) {
        Issue issue = (Issue) IssuancePolicy.evaluate(request(90, Optional.empty()), CA, day(day));
        Standing standing = new Standing(WEST.leaf(), true, issue.notBefore(), issue.notAfter());

        assertInstanceOf(Defer.class, IssuancePolicy.evaluate(request(90, Optional.of(standing)), CA, day(day)));
    }

    @Example
    void aCertificateOfAnotherAuthorityIsReplaced() {
        Standing foreign = new Standing(WEST.leaf(), false, BEGIN, day(90));

        assertInstanceOf(Issue.class, IssuancePolicy.evaluate(request(90, Optional.of(foreign)), CA, day(1)));
    }

    @Example
    void aNameThatCiliumWouldNotTakeIsRefused() {
        for (String name : new String[] {"", "West", "-west", "west-", "w".repeat(33), "we.st"}) {
            IssuanceRequest request =
                    new IssuanceRequest(new Subject.ConsumerClient(name), Duration.ofDays(90), Optional.empty());

            assertInstanceOf(Refuse.class, IssuancePolicy.evaluate(request, CA, day(1)), name);
        }
    }

    private static IssuanceRequest request(int days, Optional<Standing> standing) {
        return new IssuanceRequest(WEST, Duration.ofDays(days), standing);
    }

    private static Instant day(int day) {
        return BEGIN.plus(Duration.ofDays(day));
    }
}
