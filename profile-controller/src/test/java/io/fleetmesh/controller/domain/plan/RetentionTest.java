package io.fleetmesh.controller.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.controller.domain.plan.Retention.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration VALID = Duration.ofHours(1);

    /** One of another profile for each of this one: they are no matter. */
    private final List<Plan> plans = new ArrayList<>();

    private static Plan plan(String id, String profile, Instant created, Optional<Signature> applied) {
        return new Plan(
                id,
                profile,
                "0".repeat(64),
                created,
                "anna",
                created.plus(VALID),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                applied);
    }

    private RetentionTest with(String prefix, int count, Duration age, boolean applied) {
        IntStream.range(0, count).forEach(i -> {
            Instant created = NOW.minus(age).plusSeconds(i);
            Optional<Signature> by = applied ? Optional.of(new Signature("bert", created)) : Optional.empty();
            plans.add(plan(prefix + i, "shop", created, by));
            plans.add(plan("other-" + prefix + i, "other", created, by));
        });
        return this;
    }

    private Decision decide(String inForce) {
        return Retention.decide(plans, "shop", Optional.of(inForce), NOW);
    }

    private List<String> gone(String inForce) {
        assertThat(decide(inForce)).isInstanceOf(Decision.Room.class);
        return ((Decision.Room) decide(inForce)).gone();
    }

    @Test
    void nothingGoesAsLongAsThereIsRoom() {
        assertThat(with("applied", 60, Duration.ofDays(9), true)
                        .with("expired", 39, Duration.ofDays(1), false)
                        .gone("applied59"))
                .isEmpty();
    }

    @Test
    void theOldestThatExpiredUnusedGoesFirst() {
        assertThat(with("applied", 60, Duration.ofDays(9), true)
                        .with("expired", 40, Duration.ofDays(1), false)
                        .gone("applied59"))
                .containsExactly("expired0");
    }

    @Test
    void thenTheOldestThatOthersHaveSupersededAndNeverTheOneInForce() {
        with("applied", 90, Duration.ofDays(9), true).with("open", 10, Duration.ofMinutes(9), false);

        assertThat(gone("applied89")).containsExactly("applied0");
        assertThat(gone("applied0")).containsExactly("applied1");
    }

    @Test
    void whatAnEarlierReleaseKeptTooManyOfGoesAtOnce() {
        assertThat(with("applied", 199, Duration.ofDays(9), true).gone("applied198"))
                .hasSize(100)
                .startsWith("applied0")
                .endsWith("applied99");
    }

    @Test
    void whatCouldStillBeAppliedNeverGoes() {
        with("applied", 60, Duration.ofDays(9), true).with("open", Retention.MOST_OPEN, Duration.ofMinutes(9), false);

        assertThat(decide("applied59"))
                .isEqualTo(new Decision.Full(
                        Retention.MOST_OPEN, NOW.minus(Duration.ofMinutes(9)).plus(VALID)));
    }
}
