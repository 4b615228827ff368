package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.MassDeleteHeldFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedTest {
    private static final CompletenessFact MARKER = new CompletenessFact(Family.SERVICE, 3, "17");
    private static final ReachabilityFact SAID = new ReachabilityFact(Reachability.REACHABLE, Instant.EPOCH, "");

    @Test
    void everythingThatTheLogSaysOfTheWatchIsTaken() {
        Recorded recorded = Recorded.of(List.of(
                new NamespaceFact("shop", Optional.empty()),
                new IdentityFact("uid"),
                MARKER,
                new MassDeleteHeldFact(Family.NAMESPACE, 20, 30),
                SAID));

        assertEquals(
                new Recorded(
                        Optional.of("uid"),
                        Map.of(Family.SERVICE, MARKER),
                        Set.of(Family.NAMESPACE),
                        Optional.of(SAID),
                        Optional.empty()),
                recorded);
    }

    @Test
    void aMarkerOfNobodyDoesNotCount() {
        assertEquals(Map.of(), Recorded.of(List.of(MARKER)).complete());
    }

    @Test
    void whatIsWrittenIsRemembered() {
        Recorded recorded = Recorded.of(List.of())
                .identifiedAs("uid")
                .completed(MARKER)
                .holding(Family.SERVICE, true)
                .saying(SAID);

        assertEquals(
                new Recorded(
                        Optional.of("uid"),
                        Map.of(Family.SERVICE, MARKER),
                        Set.of(Family.SERVICE),
                        Optional.of(SAID),
                        Optional.empty()),
                recorded);
        assertEquals(Set.of(), recorded.holding(Family.SERVICE, false).held());
    }

    @ParameterizedTest(name = "{0} of {1} deletes held: {2}")
    @CsvSource({"9, 9, false", "10, 20, false", "11, 20, true", "10, 19, true", "100, 201, false"})
    void moreThanHalfFromTenOnIsHeld(int deletes, int known, boolean held) {
        assertEquals(held, MassDeleteRule.STANDARD.holds(deletes, known));
    }

    @Test
    void aRuleThatHoldsNothingOrEverythingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new MassDeleteRule(0, 10));
        assertThrows(IllegalArgumentException.class, () -> new MassDeleteRule(1.1, 10));
        assertThrows(IllegalArgumentException.class, () -> new MassDeleteRule(Double.NaN, 10));
        assertThrows(IllegalArgumentException.class, () -> new MassDeleteRule(0.5, 0));
    }

    @Test
    void resourceVersionsAreNumbersOfAnyLengthOrNotCompared() {
        assertTrue(ResourceVersions.older("9", "10"));
        assertFalse(ResourceVersions.older("10", "10"));
        assertTrue(ResourceVersions.older("99999999999999999999", "100000000000000000000"));
        assertFalse(ResourceVersions.older("abc", "10"));
        assertFalse(ResourceVersions.older("1", "x"));
        assertEquals("10", ResourceVersions.newer("10", "9"));
        assertEquals("abc", ResourceVersions.newer("10", "abc"));
    }

    @Test
    void objectsSayNothingAboutTheRecord() {
        assertEquals(
                Recorded.of(List.of()),
                Recorded.of(List.of(
                        new MemberFact.NamespaceFact("shop", Optional.empty()),
                        new MemberFact.ServiceFact(
                                "shop", "cart", "ClusterIP", Map.of(), Map.of(), Map.of(), List.of(), List.of()),
                        new MemberFact.EndpointSliceFact(
                                "shop", "a", Optional.empty(), Optional.empty(), "IPv4", List.of(), List.of()))));
    }
}
