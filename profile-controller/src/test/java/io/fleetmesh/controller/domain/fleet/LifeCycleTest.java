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
    private static final CiliumIdentity GIVEN = new CiliumIdentity("south", 4, false);

    private static MemberStatus next(
            @Nullable State before,
            @Nullable KnownMember known,
            @Nullable Reachability reachability,
            @Nullable CiliumIdentity cilium,
            List<String> incomplete,
            List<String> held) {
        return LifeCycle.next(
                        Optional.ofNullable(before).map(state -> new MemberStatus("south", state, EARLIER, "", "")),
                        new Evidence(
                                Optional.ofNullable(known),
                                Optional.of("shop"),
                                Optional.ofNullable(reachability)
                                        .map(state -> new ReachabilityFact(state, EARLIER, "because")),
                                Optional.ofNullable(cilium),
                                incomplete,
                                held,
                                Optional.of(new CiliumIdentity("south", 4, false))),
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
                null, CANDIDATE, Reachability.REACHABLE, new CiliumIdentity("default", 0, false), List.of(), List.of());

        assertThat(status.next()).contains("cluster.name=south").contains("cluster.id=4");
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
                new CiliumIdentity("sur", 4, false),
                List.of(),
                List.of());
        assertThat(renamed.state()).isEqualTo(State.DEGRADED);
        assertThat(renamed.reason()).contains("'sur'").contains("'south'");
        assertThat(next(State.CONNECTED, MEMBER, Reachability.REACHABLE, GIVEN, List.of(), List.of("service"))
                        .reason())
                .contains("service");
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
