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
import java.util.function.Predicate;
import java.util.stream.Stream;

/** When members that drain have drained long enough. */
public final class Drains {
    private Drains() {}

    /** The profiles of which members have drained, as they are without them; who shall look on stays for that. */
    public static List<AppliedProfile> ended(FleetState fleet, Map<String, Standing> standings, Instant now) {
        return fleet.applied().values().stream()
                .flatMap(applied -> ended(applied, standings, now).stream())
                .toList();
    }

    private static Optional<AppliedProfile> ended(
            AppliedProfile applied, Map<String, Standing> standings, Instant now) {
        Duration time = Duration.ofSeconds(applied.spec().drainSeconds());
        Predicate<Member> over = member -> {
            Standing standing = standings.get(member.id());
            return member.draining()
                    && standing != null
                    && standing.status().state() == State.DRAINING
                    && !now.isBefore(standing.status().since().plus(time));
        };
        List<Member> left = applied.members().stream()
                .flatMap(member -> over.test(member) ? member.drained().stream() : Stream.of(member))
                .toList();
        return left.equals(applied.members()) ? Optional.empty() : Optional.of(applied.with(left));
    }
}
