package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether another plan of a profile is kept, and which ones go for it. One that says what an open one says is not kept beside that:
 * whoever plans again and again gets the same one, with what people said to it. One that could still be applied never goes, nor does the one that the
 * profile rests on, nor any of another profile.
 */
public final class Retention {
    /** Of one profile. */
    static final int MOST_KEPT = 100;
    /** Of one profile, that could still be applied. Less than {@link #MOST_KEPT} by more than the one in force. */
    public static final int MOST_OPEN = 50;

    private static final Comparator<Plan> OLDEST =
            Comparator.comparing(Plan::created).thenComparing(Plan::id);

    private Retention() {}

    /** What becomes of one more. */
    public sealed interface Decision {
        /** It is not kept, for this one says the same and can be applied for a good while. */
        record Same(Plan plan) implements Decision {}

        /**
         * There is room for it.
         *
         * @param gone IDs of those that go for it
         */
        record Room(List<String> gone) implements Decision {
            public Room {
                gone = List.copyOf(gone);
            }
        }

        /**
         * There is no room for it.
         *
         * @param open how many could still be applied
         * @param oldest of those
         */
        record Full(int open, Plan oldest) implements Decision {}
    }

    /**
     * Decides over {@code plans}, of all profiles.
     *
     * @param fresh another one, made now
     * @param inForce the plan that its profile rests on
     */
    public static Decision decide(Collection<Plan> plans, Plan fresh, Optional<String> inForce, Instant now) {
        List<Plan> own = plans.stream()
                .filter(plan -> plan.profile().equals(fresh.profile()))
                .toList();
        List<Plan> open =
                own.stream().filter(plan -> isOpen(plan, now)).sorted(OLDEST).toList();
        Optional<Plan> same = open.reversed().stream()
                .filter(plan -> now.isBefore(half(plan)) && saysTheSame(plan, fresh))
                .findFirst();
        if (same.isPresent()) {
            return new Decision.Same(same.get());
        }
        if (open.size() >= MOST_OPEN) {
            return new Decision.Full(open.size(), open.getFirst());
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
                        .thenComparing(OLDEST));
    }

    /** Whoever is given one must have time for it. */
    private static Instant half(Plan plan) {
        return plan.created()
                .plus(Duration.between(plan.created(), plan.expires()).dividedBy(2));
    }

    /** What the hash leaves out of checks changes with time alone, and what it comes to matters; numbers do not. */
    private static boolean saysTheSame(Plan plan, Plan fresh) {
        return plan.inputsHash().equals(fresh.inputsHash()) && verdicts(plan).equals(verdicts(fresh));
    }

    private record Verdict(String check, Level level, List<String> failing) {}

    private static List<Verdict> verdicts(Plan plan) {
        return plan.checks().stream()
                .map(check -> new Verdict(check.name(), check.level(), check.failing()))
                .toList();
    }

    private static boolean isOpen(Plan plan, Instant now) {
        return plan.applied().isEmpty() && now.isBefore(plan.expires());
    }
}
