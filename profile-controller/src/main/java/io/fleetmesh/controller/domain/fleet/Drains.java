package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When members that drain have drained long enough. */
public final class Drains {
    private Drains() {}

    /** The profiles without the members whose time is over; only those that somebody leaves. */
    public static List<AppliedProfile> ended(FleetState fleet, Map<String, Standing> standings, Instant now) {
        return fleet.applied().values().stream()
                .flatMap(applied -> ended(applied, standings, now).stream())
                .toList();
    }

    private static Optional<AppliedProfile> ended(
            AppliedProfile applied, Map<String, Standing> standings, Instant now) {
        Duration time = Duration.ofSeconds(applied.spec().drainSeconds());
        AppliedProfile left = applied;
        for (Member member : applied.members()) {
            Standing standing = standings.get(member.id());
            if (member.draining()
                    && standing != null
                    && standing.status().state() == State.DRAINING
                    && !now.isBefore(standing.status().since().plus(time))) {
                left = left.without(member.id());
            }
        }
        return left.equals(applied) ? Optional.empty() : Optional.of(left);
    }
}
