package io.fleetmesh.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same schedules in every run, so that what fails was broken by a change; their seeds are printed at the start. Others, with
 * {@code -Dfleetmesh.seed=N -Dfleetmesh.schedules=N}; one again, told step by step, with {@code -Dfleetmesh.seed=N} alone.
 */
class SimulationTest {
    private static final long FIRST = Long.getLong("fleetmesh.seed", 1);
    private static final int SCHEDULES =
            Integer.getInteger("fleetmesh.schedules", System.getProperty("fleetmesh.seed") == null ? 10_000 : 1);
    private static final int UNTIL_NOTICED = 20_000;

    @Test
    void theInvariantsHoldInEverySchedule() {
        System.out.println("simulated seeds: " + FIRST + " to " + (FIRST + SCHEDULES - 1));

        List<String> violations = LongStream.range(FIRST, FIRST + SCHEDULES)
                .parallel()
                .mapToObj(seed -> violation(seed, Mutation.NONE))
                .filter(Objects::nonNull)
                .limit(3)
                .toList();

        assertEquals(List.of(), violations);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenPromiseIsNoticed(Mutation mutation) {
        long noticed = LongStream.range(1, UNTIL_NOTICED)
                .parallel()
                .filter(seed -> violation(seed, mutation) != null)
                .findAny()
                .orElseThrow(
                        () -> new AssertionError(mutation + " was not noticed in " + UNTIL_NOTICED + " schedules"));

        System.out.println(mutation + " noticed by seed " + noticed);
    }

    @org.jspecify.annotations.Nullable
    private static String violation(long seed, Mutation mutation) {
        try {
            new Schedule(seed, mutation).run();
            return null;
        } catch (StoreProbe.Violation violation) {
            return "seed " + seed + ": " + violation.getMessage();
        }
    }
}
