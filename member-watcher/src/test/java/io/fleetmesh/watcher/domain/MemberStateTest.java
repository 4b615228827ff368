package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemberStateTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Trouble AWAY = Trouble.unreachable("connection refused");
    private static final Trouble FORBIDDEN = Trouble.suspect("services answered 403");

    private final MemberState.Watching checking =
            new MemberState.Claiming().owned(Set.of(Family.SERVICE, Family.NAMESPACE));

    @Test
    void aMemberIsLiveOnceEveryFamilyIsListed() {
        MemberState.Watching listing = checking.identityRight();
        MemberState.Watching half = listing.listed(Family.SERVICE);

        assertInstanceOf(MemberState.Checking.class, checking);
        assertInstanceOf(MemberState.Listing.class, listing);
        assertInstanceOf(MemberState.Listing.class, half);
        assertInstanceOf(MemberState.Live.class, half.listed(Family.NAMESPACE));
    }

    @Test
    void aListBeforeTheIdentityIsComparedDoesNotMakeItLive() {
        assertInstanceOf(MemberState.Checking.class, checking.listed(Family.SERVICE));
    }

    @Test
    void whatTheMemberDoesNotRunNeitherKeepsItFromBeingLiveNorTroublesIt() {
        MemberState.Watching troubled =
                checking.identityRight().listed(Family.NAMESPACE).failed(Family.SERVICE, FORBIDDEN);

        MemberState.Watching idle = troubled.idle(Set.of(Family.SERVICE));

        assertInstanceOf(MemberState.Live.class, idle);
        assertInstanceOf(MemberState.Listing.class, idle.idle(Set.of()));
    }

    @Test
    void afterAWrongClusterWhatTheMemberDoesNotRunIsNotWaitedFor() {
        MemberState.Watching wrong =
                checking.identityRight().idle(Set.of(Family.SERVICE)).identityWrong("other");

        assertInstanceOf(MemberState.Live.class, wrong.identityRight().listed(Family.NAMESPACE));
        assertInstanceOf(
                MemberState.Live.class,
                wrong.idle(Set.of(Family.NAMESPACE)).identityRight().listed(Family.SERVICE));
    }

    @Test
    void theWorstTroubleDecidesAndLastsUntilItsFamilyIsReadAgain() {
        MemberState.Watching live = live();

        MemberState.Watching suspect = live.failed(Family.SERVICE, FORBIDDEN);
        MemberState.Watching unreachable = suspect.failed(Family.NAMESPACE, AWAY);
        MemberState.Watching still = unreachable.listed(Family.NAMESPACE);

        assertEquals(
                "services answered 403",
                assertInstanceOf(MemberState.Suspect.class, suspect).reason());
        assertEquals(
                "connection refused",
                assertInstanceOf(MemberState.Unreachable.class, unreachable).reason());
        assertInstanceOf(MemberState.Suspect.class, still);
        assertInstanceOf(MemberState.Live.class, still.resumed(Family.SERVICE));
    }

    @Test
    void nothingLeavesAWrongClusterButTheRightOneAndThenAllIsListedAnew() {
        MemberState.Watching wrong = live().identityWrong("other");

        assertSame(wrong, wrong.listed(Family.SERVICE));
        assertSame(wrong, wrong.failed(Family.SERVICE, AWAY));
        assertSame(wrong, wrong.resumed(Family.SERVICE));
        MemberState.Watching right = wrong.identityRight();
        assertInstanceOf(MemberState.Listing.class, right);
        assertInstanceOf(MemberState.Listing.class, right.listed(Family.SERVICE));
    }

    @Test
    void onlyWhatIsKnownIsSaid() {
        assertEquals(Optional.empty(), new MemberState.Claiming().reachability());
        assertEquals(Optional.empty(), live().deposed().reachability());
        assertEquals(Optional.empty(), checking.reachability());
        assertEquals(Optional.empty(), checking.identityRight().reachability());
        assertEquals(Optional.of(Reachability.REACHABLE), live().reachability());
        assertEquals(
                Optional.of(Reachability.SUSPECT),
                live().failed(Family.SERVICE, FORBIDDEN).reachability());
        assertEquals(
                Optional.of(Reachability.UNREACHABLE),
                live().failed(Family.SERVICE, AWAY).reachability());
        assertEquals(
                Optional.of(Reachability.WRONG_CLUSTER),
                live().identityWrong("other").reachability());
        assertEquals("", live().reason());
        assertEquals(
                "kube-system has UID other, another cluster than recorded",
                live().identityWrong("other").reason());
    }

    @Test
    void sinceWhenStaysAsLongAsTheStateDoes() {
        MemberState.Watching away = live().failed(Family.SERVICE, AWAY);
        ReachabilityFact first = new ReachabilityFact(Reachability.UNREACHABLE, NOW, "connection refused");

        assertEquals(Optional.of(first), away.toRecord(Optional.empty(), NOW));
        assertEquals(Optional.empty(), away.toRecord(Optional.of(first), NOW.plusSeconds(60)));
        assertEquals(
                Optional.of(new ReachabilityFact(Reachability.REACHABLE, NOW.plusSeconds(90), "")),
                live().toRecord(Optional.of(first), NOW.plusSeconds(90)));
        assertEquals(Optional.empty(), checking.toRecord(Optional.of(first), NOW));
    }

    @Test
    void aTroubleIsOneOfTwoKinds() {
        assertThrows(IllegalArgumentException.class, () -> new Trouble(Reachability.REACHABLE, ""));
    }

    private MemberState.Watching live() {
        return checking.identityRight().listed(Family.SERVICE).listed(Family.NAMESPACE);
    }

    @Test
    void onlyTroubleHasAReasonAndOnlyWhatIsKnownIsRecorded() {
        MemberState.Watching listing = checking.identityRight();
        for (MemberState well : List.of(
                new MemberState.Claiming(), new MemberState.Deposed(), checking, listing, live(), live().deposed())) {
            assertEquals("", well.reason());
        }
        for (MemberState unknown : List.of(new MemberState.Claiming(), new MemberState.Deposed(), checking, listing)) {
            assertEquals(Optional.empty(), unknown.reachability());
            assertEquals(Optional.empty(), unknown.toRecord(Optional.empty(), NOW));
        }
        assertEquals("connection refused", live().failed(Family.SERVICE, AWAY).reason());
        assertEquals(
                "services answered 403",
                live().failed(Family.SERVICE, FORBIDDEN).reason());
        assertEquals(
                "kube-system has UID other, another cluster than recorded",
                live().identityWrong("other").reason());
    }
}
