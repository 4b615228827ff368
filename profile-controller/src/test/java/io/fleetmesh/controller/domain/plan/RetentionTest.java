package io.fleetmesh.controller.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.controller.domain.plan.Retention.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration VALID = Duration.ofHours(1);

    /** One of another profile for each of this one: they are no matter. */
    private final List<Plan> plans = new ArrayList<>();

    private static Plan plan(String id, String profile, Instant created, Optional<Signature> applied) {
        return plan(id, profile, id, created, List.of(), applied);
    }

    private static Plan plan(
            String id, String profile, String hash, Instant created, List<Check> checks, Optional<Signature> applied) {
        return new Plan(
                id,
                profile,
                hash,
                created,
                "anna",
                created.plus(VALID),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                checks,
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
        return Retention.decide(plans, plan("fresh", "shop", NOW, Optional.empty()), Optional.of(inForce), NOW);
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

        assertThat(decide("applied59")).isInstanceOfSatisfying(Decision.Full.class, full -> {
            assertThat(full.open()).isEqualTo(Retention.MOST_OPEN);
            assertThat(full.oldest().id()).isEqualTo("open0");
        });
    }

    private static List<Check> failing(String... members) {
        List<Finding> findings = Stream.of(members)
                .map(member -> new Finding(Level.FAIL, List.of(member), "f", "r"))
                .toList();
        return List.of(
                new Check("certificates", "c", "t", findings.isEmpty() ? Level.PASS : Level.FAIL, "", findings, 0));
    }

    private Decision again(String hash, List<Check> checks) {
        return Retention.decide(
                plans, plan("fresh", "shop", hash, NOW, checks, Optional.empty()), Optional.empty(), NOW);
    }

    private Plan open(String id, Duration age, List<Check> checks) {
        Plan plan = plan(id, "shop", "h", NOW.minus(age), checks, Optional.empty());
        plans.add(plan);
        return plan;
    }

    @Test
    void whoPlansTheSameAgainGetsTheSameAlsoWhereThereIsNoRoom() {
        Plan same = open("same", Duration.ofMinutes(20), failing("east"));
        with("open", Retention.MOST_OPEN, Duration.ofMinutes(9), false);

        assertThat(again("h", failing("east"))).isEqualTo(new Decision.Same(same));
        assertThat(again("other", failing("east"))).isInstanceOf(Decision.Full.class);
        plans.replaceAll(
                plan -> plan.equals(same) ? plan("same", "other", "h", NOW, failing("east"), Optional.empty()) : plan);
        assertThat(again("h", failing("east"))).isInstanceOf(Decision.Full.class);
    }

    /** The hash says nothing of what changes with time alone. */
    @Test
    void whatFailsOtherwiseIsNotTheSame() {
        Plan passing = open("passing", Duration.ofMinutes(3), failing());
        Plan failing = open("failing", Duration.ofMinutes(2), failing("east"));

        assertThat(again("h", failing())).isEqualTo(new Decision.Same(passing));
        assertThat(again("h", failing("east"))).isEqualTo(new Decision.Same(failing));
        assertThat(again("h", failing("east", "west"))).isInstanceOf(Decision.Room.class);
    }

    @Test
    void whatIsAppliedOrHasLittleTimeLeftIsNotGivenAgain() {
        var _ = open("old", VALID.dividedBy(2), List.of());
        plans.add(plan("applied", "shop", "h", NOW, List.of(), Optional.of(new Signature("bert", NOW))));

        assertThat(again("h", List.of())).isEqualTo(new Decision.Room(List.of()));
        Plan young = open("young", VALID.dividedBy(2).minusNanos(1), List.of());
        assertThat(again("h", List.of())).isEqualTo(new Decision.Same(young));
    }
}
