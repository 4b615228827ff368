package io.fleetmesh.controller.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity.HighBit;
import io.fleetmesh.controller.domain.fleet.LifeCycle.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifeCycleTest {
    private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final Candidate CANDIDATE = new Candidate("south", Optional.empty());
    private static final Member MEMBER = new Member("south", "shop", "south", 4);
    private static final CiliumIdentity GIVEN = new CiliumIdentity("south", 4, HighBit.FITS);

    private static MemberStatus served(State before, StoreSight store) {
        return next(before, MEMBER, Reachability.REACHABLE, GIVEN, List.of(), List.of(), store);
    }

    private static MemberStatus next(
            @Nullable State before,
            @Nullable KnownMember known,
            @Nullable Reachability reachability,
            @Nullable CiliumIdentity cilium,
            List<String> incomplete,
            List<String> held) {
        return next(before, known, reachability, cilium, incomplete, held, new StoreSight.Unheard());
    }

    private static MemberStatus next(
            @Nullable State before,
            @Nullable KnownMember known,
            @Nullable Reachability reachability,
            @Nullable CiliumIdentity cilium,
            List<String> incomplete,
            List<String> held,
            StoreSight store) {
        return next(before, known, reachability, cilium, incomplete, held, store, true);
    }

    private static MemberStatus next(
            @Nullable State before,
            @Nullable KnownMember known,
            @Nullable Reachability reachability,
            @Nullable CiliumIdentity cilium,
            List<String> incomplete,
            List<String> held,
            StoreSight store,
            boolean watched) {
        return LifeCycle.next(
                        Optional.ofNullable(before)
                                .map(state -> new MemberStatus("south", state, EARLIER, "as before", "")),
                        new Evidence(
                                Optional.ofNullable(known),
                                Optional.of("shop"),
                                Optional.ofNullable(reachability)
                                        .map(state -> new ReachabilityFact(state, EARLIER, "because")),
                                Optional.ofNullable(cilium),
                                incomplete,
                                held,
                                Optional.of(new CiliumIdentity("south", 4, HighBit.FITS)),
                                Optional.empty(),
                                store,
                                watched),
                        NOW)
                .status("south");
    }

    @Test
    void aCandidateIsCheckedWhenItsCiliumIsKnown() {
        assertThat(next(null, CANDIDATE, null, null, List.of(), List.of()).state())
                .isEqualTo(State.DISCOVERED);
        assertThat(next(null, CANDIDATE, Reachability.REACHABLE, null, List.of(), List.of())
                        .state())
                .isEqualTo(State.DISCOVERED);
        MemberStatus checked = next(null, CANDIDATE, Reachability.REACHABLE, GIVEN, List.of(), List.of());
        assertThat(checked.state()).isEqualTo(State.CHECKED);
        assertThat(checked.next()).isEqualTo("plan profile shop");
    }

    @Test
    void aCandidateWithoutClusterIdIsToldTheHelmValues() {
        MemberStatus status = next(
                null,
                CANDIDATE,
                Reachability.REACHABLE,
                new CiliumIdentity("default", 0, HighBit.FITS),
                List.of(),
                List.of());

        assertThat(status.next()).contains("cluster.name=south").contains("cluster.id=4");
    }

    @Test
    void aCandidateWithoutCiliumIsToldToInstallItWithTheHelmValues() {
        MemberStatus status = next(null, CANDIDATE, Reachability.REACHABLE, CiliumIdentity.NONE, List.of(), List.of());

        assertThat(status.state()).isEqualTo(State.DISCOVERED);
        assertThat(status.reason()).isEqualTo("there is no Cilium in it");
        assertThat(status.next())
                .isEqualTo("install Cilium with the Helm values that 'fleetctl get member south -o helm' prints"
                        + " (cluster.name=south, cluster.id=4), then plan profile shop");
    }

    @Test
    void aMemberThatHasLostItsCiliumIsDegraded() {
        MemberStatus status =
                next(State.CONNECTED, MEMBER, Reachability.REACHABLE, CiliumIdentity.NONE, List.of(), List.of());

        assertThat(status.state()).isEqualTo(State.DEGRADED);
        assertThat(status.reason()).contains("no Cilium in it any more").contains("served on");
        assertThat(status.next()).contains("cluster.name=south, cluster.id=4");
    }

    @Test
    void aMemberJoinsUntilAllOfItIsKnown() {
        assertThat(next(State.CHECKED, MEMBER, Reachability.REACHABLE, GIVEN, List.of("service"), List.of())
                        .state())
                .isEqualTo(State.JOINING);
        assertThat(next(State.JOINING, MEMBER, Reachability.REACHABLE, GIVEN, List.of(), List.of())
                        .state())
                .isEqualTo(State.CONNECTED);
        assertThat(next(State.CONNECTED, MEMBER, Reachability.REACHABLE, GIVEN, List.of("service"), List.of())
                        .state())
                .isEqualTo(State.DEGRADED);
    }

    @Test
    void sinceStaysAsLongAsTheState() {
        assertThat(next(State.CONNECTED, MEMBER, Reachability.REACHABLE, GIVEN, List.of(), List.of())
                        .since())
                .isEqualTo(EARLIER);
        assertThat(next(State.JOINING, MEMBER, Reachability.REACHABLE, GIVEN, List.of(), List.of())
                        .since())
                .isEqualTo(NOW);
    }

    @Test
    void whatIsWrongIsNamed() {
        MemberStatus unreachable = next(State.CONNECTED, MEMBER, Reachability.UNREACHABLE, GIVEN, List.of(), List.of());
        assertThat(unreachable.state()).isEqualTo(State.UNREACHABLE);
        assertThat(unreachable.reason()).isEqualTo("because");
        MemberStatus another = next(State.CONNECTED, MEMBER, Reachability.WRONG_CLUSTER, GIVEN, List.of(), List.of());
        assertThat(another.state()).isEqualTo(State.DEGRADED);
        assertThat(another.reason()).contains("another cluster").contains("under a new name");
        MemberStatus renamed = next(
                State.CONNECTED,
                MEMBER,
                Reachability.REACHABLE,
                new CiliumIdentity("sur", 4, HighBit.FITS),
                List.of(),
                List.of());
        assertThat(renamed.state()).isEqualTo(State.DEGRADED);
        assertThat(renamed.reason()).contains("'sur'").contains("'south'");
        assertThat(next(State.CONNECTED, MEMBER, Reachability.REACHABLE, GIVEN, List.of(), List.of("service"))
                        .reason())
                .contains("service");
    }

    @Test
    void whoIsConnectedSaysWhetherItsAgentsAre() {
        MemberStatus status = served(State.JOINING, new StoreSight.Serves(2, 12, 3, 1, Optional.empty()));

        assertThat(status.state()).isEqualTo(State.CONNECTED);
        assertThat(status.reason())
                .isEqualTo("all of it is known and kept up to date; 2 replicas of its store serve,"
                        + " its agents are connected, not all data yet of some sources");
        assertThat(served(State.CONNECTED, new StoreSight.Serves(2, 13, 4, 2, Optional.empty()))
                        .reason())
                .as("numbers change all the time")
                .isEqualTo(status.reason());
        assertThat(served(State.JOINING, new StoreSight.Serves(1, 0, 1, 0, Optional.empty()))
                        .reason())
                .endsWith("; its store serves, no agent is connected");
    }

    @Test
    void aStoreThatDoesNotServeDegradesItsMember() {
        MemberStatus closed = served(State.CONNECTED, new StoreSight.NotReady(EARLIER, "endpoint closed"));
        assertThat(closed.state()).isEqualTo(State.DEGRADED);
        assertThat(closed.reason()).contains("not ready").contains("endpoint closed");
        MemberStatus silent = served(State.CONNECTED, new StoreSight.Silent(EARLIER));
        assertThat(silent.state()).isEqualTo(State.DEGRADED);
        assertThat(silent.reason()).contains("nothing has been heard of its store since " + EARLIER);
        assertThat(silent.next()).contains("reaches Kafka");
    }

    @Test
    void noStoreIsMissedThatWasNeverHeard() {
        MemberStatus status = served(State.CONNECTED, new StoreSight.Unheard());

        assertThat(status.state()).isEqualTo(State.CONNECTED);
        assertThat(status.since()).isEqualTo(EARLIER);
        assertThat(status.reason()).contains("no store has told");
    }

    @Test
    void whatCannotBeSaidOfAStoreEndsNoState() {
        assertThat(served(State.CONNECTED, new StoreSight.Unsure()).state()).isEqualTo(State.CONNECTED);
        MemberStatus degraded = served(State.DEGRADED, new StoreSight.Unsure());
        assertThat(degraded.state()).isEqualTo(State.DEGRADED);
        assertThat(degraded.reason()).isEqualTo("as before");
    }

    @Test
    void whoOnlyLooksOnHasNoStore() {
        Member observed = new Member("south", "shop", "south", 4, true, false, Optional.empty());

        assertThat(next(
                                State.CONNECTED,
                                observed,
                                Reachability.REACHABLE,
                                GIVEN,
                                List.of(),
                                List.of(),
                                new StoreSight.Silent(EARLIER))
                        .state())
                .isEqualTo(State.CONNECTED);
    }

    @Test
    void whoIsToBeWatchedFromWithinAndIsNotIsToldToRunAWatcher() {
        for (KnownMember known : List.of(CANDIDATE, MEMBER)) {
            // All that the hub's watcher has said is still there.
            MemberStatus status = next(
                    State.CONNECTED,
                    known,
                    Reachability.REACHABLE,
                    GIVEN,
                    List.of(),
                    List.of(),
                    new StoreSight.Unheard(),
                    false);

            assertThat(status.state()).isEqualTo(known instanceof Member ? State.DEGRADED : State.DISCOVERED);
            assertThat(status.since()).isEqualTo(NOW);
            assertThat(status.reason()).contains("nobody watches it");
            assertThat(status.next()).isEqualTo("run a watcher in it, with fleetmesh.watcher.member=south");
        }
        assertThat(next(
                                State.CONNECTED,
                                MEMBER.leaving(),
                                null,
                                null,
                                List.of(),
                                List.of(),
                                new StoreSight.Unheard(),
                                false)
                        .state())
                .isEqualTo(State.DRAINING);
    }

    @Test
    void whoLeavesDrainsFirst() {
        assertThat(next(State.CONNECTED, MEMBER.leaving(), Reachability.UNREACHABLE, GIVEN, List.of(), List.of())
                        .state())
                .isEqualTo(State.DRAINING);
        assertThat(next(State.DRAINING, null, null, null, List.of(), List.of()).state())
                .isEqualTo(State.LEFT);
    }
}
