package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which plans of a profile go when another one is made. One that could still be applied never goes, nor does the one that the
 * profile rests on, nor any of another profile.
 */
public final class Retention {
    /** Of one profile. */
    static final int MOST_KEPT = 100;
    /** Of one profile, that could still be applied. Less than {@link #MOST_KEPT} by more than the one in force. */
    static final int MOST_OPEN = 50;

    private Retention() {}

    /** Whether there is room for one more. */
    public sealed interface Decision {
        /**
         * There is.
         *
         * @param gone IDs of those that go for it
         */
        record Room(List<String> gone) implements Decision {
            public Room {
                gone = List.copyOf(gone);
            }
        }

        /**
         * There is not.
         *
         * @param open how many could still be applied
         * @param until when the first of them expires
         */
        record Full(int open, Instant until) implements Decision {}
    }

    /**
     * Decides over {@code plans}, of all profiles.
     *
     * @param profile of which another one is made
     * @param inForce the plan that it rests on
     */
    public static Decision decide(Collection<Plan> plans, String profile, Optional<String> inForce, Instant now) {
        List<Plan> own =
                plans.stream().filter(plan -> plan.profile().equals(profile)).toList();
        List<Plan> open = own.stream().filter(plan -> isOpen(plan, now)).toList();
        if (open.size() >= MOST_OPEN) {
            Instant first = open.stream()
                    .map(Plan::expires)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            return new Decision.Full(open.size(), first);
        }
        return new Decision.Room(dispensable(own, inForce, now)
                .map(Plan::id)
                .limit(Math.max(0, own.size() + 1 - MOST_KEPT))
                .toList());
    }

    /** Those that expired unused first, then those that others have superseded; the oldest of each first. */
    private static Stream<Plan> dispensable(List<Plan> own, Optional<String> inForce, Instant now) {
        return own.stream()
                .filter(plan -> !isOpen(plan, now) && !inForce.equals(Optional.of(plan.id())))
                .sorted(Comparator.comparing((Plan plan) -> plan.applied().isPresent())
                        .thenComparing(Plan::created)
                        .thenComparing(Plan::id));
    }

    private static boolean isOpen(Plan plan, Instant now) {
        return plan.applied().isEmpty() && now.isBefore(plan.expires());
    }
}
