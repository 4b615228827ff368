package io.fleetmesh.controller.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.controller.domain.fleet.StoreSight.NotReady;
import io.fleetmesh.controller.domain.fleet.StoreSight.Serves;
import io.fleetmesh.controller.domain.fleet.StoreSight.Silent;
import io.fleetmesh.controller.domain.fleet.StoreSight.Unheard;
import io.fleetmesh.controller.domain.fleet.StoreSight.Unsure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoreReportsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    /** Of a Kafka that has been there all the time. */
    private static final Hearing HEARING = Hearing.NOTHING
            .sign(NOW.minusSeconds(240))
            .sign(NOW.minusSeconds(180))
            .sign(NOW.minusSeconds(120))
            .sign(NOW.minusSeconds(60));

    private final StoreReports reports = new StoreReports();

    /** @param since seconds before it was said */
    private static StoreStatus status(String replica, boolean ready, int since, int connections) {
        return new StoreStatus(
                "west",
                "shop",
                replica,
                ready,
                NOW.minusSeconds(since),
                ready ? "" : "closed",
                connections,
                2,
                0,
                NOW,
                Optional.empty());
    }

    private static StoreStatus trusting(StoreStatus status, int days) {
        Instant end = NOW.plus(Duration.ofDays(days));
        return new StoreStatus(
                status.consumer(),
                status.profile(),
                status.replica(),
                status.ready(),
                status.since(),
                status.reason(),
                status.connections(),
                status.sources(),
                status.behind(),
                status.at(),
                Optional.of(new StoreStatus.Trust(end, end)));
    }

    @Test
    void ofReplicasTheCertificateThatEndsFirstIsTold() {
        var _ = take(trusting(status("a", true, 600, 4), 80), 20);
        var _ = take(trusting(status("b", true, 600, 4), 3), 20);

        assertThat(sight())
                .isInstanceOfSatisfying(
                        Serves.class,
                        serves -> assertThat(serves.trust().orElseThrow().certificateExpires())
                                .isEqualTo(NOW.plus(Duration.ofDays(3))));
    }

    private boolean take(StoreStatus status, int before) {
        return reports.take("west", status, NOW.minusSeconds(before));
    }

    private StoreSight sight() {
        return reports.of("west", HEARING, NOW);
    }

    @Test
    void ofWhomNoStoreSpokeNothingIsKnown() {
        assertThat(sight()).isEqualTo(new Unheard());
    }

    @Test
    void replicasServeTogether() {
        var _ = take(status("a", true, 600, 5), 10);
        var _ = take(status("b", true, 600, 7), 110);
        var _ = take(status("old", true, 600, 100), 121);

        assertThat(sight()).isEqualTo(new Serves(2, 12, 2, 0, Optional.empty()));
    }

    @Test
    void oneReplicaIsEnough() {
        var _ = take(status("a", false, 600, 5), 10);
        var _ = take(status("b", true, 1, 7), 10);

        assertThat(sight()).isEqualTo(new Serves(1, 12, 2, 0, Optional.empty()));
    }

    @Test
    void aStoreThatIsNotReadyForAWhileIsOneThatBegins() {
        var _ = take(status("a", false, 119, 0), 10);
        assertThat(sight()).isEqualTo(new Unsure());

        var _ = take(status("a", false, 120, 0), 10);
        assertThat(sight()).isEqualTo(new NotReady(NOW.minusSeconds(120), "closed"));
    }

    @Test
    void whoIsNotHeardForTwoMinutesIsSilent() {
        var _ = take(status("a", true, 600, 5), 119);
        assertThat(sight()).isEqualTo(new Serves(1, 5, 2, 0, Optional.empty()));

        var _ = take(status("a", true, 600, 5), 120);
        assertThat(sight()).isEqualTo(new Silent(NOW.minusSeconds(120)));
    }

    @Test
    void nobodyIsSilentWhoCouldNotBeHeard() {
        var _ = take(status("a", true, 600, 5), 900);

        assertThat(reports.of("west", Hearing.NOTHING, NOW)).isEqualTo(new Unsure());
        assertThat(reports.of("west", Hearing.NOTHING.sign(NOW.minusSeconds(60)), NOW))
                .as("listening for a minute only")
                .isEqualTo(new Unsure());
        assertThat(reports.of("west", HEARING, NOW.plusSeconds(16)))
                .as("Kafka is away")
                .isEqualTo(new Unsure());
    }

    @Test
    void kafkaIsHeardFromTheFirstSignAfterABreak() {
        Hearing back = HEARING.sign(NOW.plusSeconds(600));

        assertThat(HEARING.of(NOW)).isEqualTo(Duration.ofMinutes(4));
        assertThat(HEARING.of(NOW.plusSeconds(16))).isEqualTo(Duration.ZERO);
        assertThat(back.of(NOW.plusSeconds(610))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void onlyWhatIsSaidAnewIsNews() {
        assertThat(take(status("a", true, 600, 5), 30)).isTrue();
        assertThat(take(status("a", true, 600, 5), 0)).isFalse();
        assertThat(take(status("a", true, 600, 6), 0)).as("a number").isFalse();
        assertThat(take(status("a", true, 600, 0), 0)).isTrue();
        assertThat(take(status("a", false, 0, 0), 0)).isTrue();
    }

    @Test
    void aStoreThatBeginsAgainAndAgainIsNotReadySinceTheFirstTime() {
        var _ = take(status("a", false, 130, 0), 60);
        var _ = take(status("a", false, 70, 0), 30);
        var _ = take(status("a", false, 5, 0), 5);
        assertThat(sight()).isEqualTo(new NotReady(NOW.minusSeconds(130), "closed"));

        var _ = take(status("a", true, 3, 0), 3);
        var _ = take(status("a", false, 1, 0), 1);
        assertThat(sight()).isEqualTo(new Unsure());
    }

    @Test
    void aReplicaThatWasNotHeardForAnHourIsForgottenForAnother() {
        var _ = take(status("old", true, 600, 5), 3700);
        var _ = take(status("lately", true, 600, 5), 3500);
        var _ = take(status("a", true, 600, 5), 0);

        assertThat(take(status("lately", true, 600, 5), 0)).isFalse();
        assertThat(take(status("old", true, 600, 5), 0)).isTrue();
    }

    @Test
    void whatIsTakenBackWasNeverSaid() {
        var _ = take(status("a", true, 600, 5), 30);
        reports.takeBack("west", "b");
        assertThat(sight()).isInstanceOf(Serves.class);

        reports.takeBack("west", "a");
        assertThat(sight()).isEqualTo(new Unheard());
    }
}
