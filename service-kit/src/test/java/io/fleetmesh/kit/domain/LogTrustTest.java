package io.fleetmesh.kit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Incarnation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogTrustTest {
    private static final Incarnation KNOWN = new Incarnation("a", 7, List.of());

    @Test
    void anyLogIsTrustedByWhoRemembersNone() {
        assertEquals(new LogTrust.Trusted(KNOWN), LogTrust.judge(Optional.empty(), Optional.of(KNOWN)));
    }

    @Test
    void theSameLogIsTrustedIfItHasGoneOn() {
        for (long epoch : List.of(7L, 8L)) {
            Incarnation log = new Incarnation("a", epoch, List.of());
            assertEquals(new LogTrust.Trusted(log), LogTrust.judge(Optional.of(KNOWN), Optional.of(log)));
        }
    }

    @Test
    void anOlderStateOfItIsNot() {
        assertDoubted("an older state", new Incarnation("a", 6, List.of()));
    }

    @Test
    void anotherLogIsNot() {
        assertDoubted("another log", new Incarnation("b", 9, List.of("c")));
    }

    @Test
    void anotherLogIsTrustedIfAnOperatorHasGivenUpTheOneRemembered() {
        Incarnation log = new Incarnation("b", 2, List.of("c", "a"));
        assertEquals(new LogTrust.Trusted(log), LogTrust.judge(Optional.of(KNOWN), Optional.of(log)));
    }

    @Test
    void aLogThatSaysNothingIsNeither() {
        assertInstanceOf(LogTrust.Unnamed.class, LogTrust.judge(Optional.of(KNOWN), Optional.empty()));
    }

    private static void assertDoubted(String why, Incarnation log) {
        LogTrust.Doubted doubted =
                assertInstanceOf(LogTrust.Doubted.class, LogTrust.judge(Optional.of(KNOWN), Optional.of(log)));
        assertTrue(doubted.reason().startsWith(why), doubted.reason());
        assertTrue(doubted.reason().contains("fleetmesh.log.accept=a"), doubted.reason());
    }
}
