package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedFleetTest {
    private static List<Integer> ids(String asked) {
        return GeneratedFleet.of(asked).stream().map(FleetMember::clusterId).toList();
    }

    @Test
    void aNumberIsHowMany() {
        assertThat(ids("3")).containsExactly(1, 2, 3);
        assertThat(ids("511")).hasSize(511).endsWith(511);
    }

    @Test
    void rangesAndSeveralNumbersAreClusterIds() {
        assertThat(ids("509-511,2,255-256,2")).containsExactly(2, 255, 256, 509, 510, 511);
        assertThat(ids("7-7")).containsExactly(7);
        assertThat(GeneratedFleet.of("7-7").getFirst().name()).isEqualTo("m007");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "512", "1000", "-1", "3-", "5-4", "0-3", "1,512", "1,,2", "one", "1, 2"})
    void anythingElseIsRefused(String asked) {
        assertThatThrownBy(() -> GeneratedFleet.of(asked))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--members " + asked + ":");
    }

    @ParameterizedTest
    @CsvSource({"255, 255", "256, 511", "511, 511"})
    void aClusterIdThatNeedsItMakesTheMeshAnExtendedOne(int highest, int most) {
        List<FleetMember> members = GeneratedFleet.of("1,%1$d-%1$d".formatted(highest));
        Path data = Path.of("data");
        Run run = new Run(
                new Layout(data, data, data),
                new Ports(19_000),
                members,
                Run.profile(members),
                Brokers.of(1, false),
                true,
                false,
                false,
                List.of());

        assertThat(RunConfig.of(run))
                .containsEntry("fleetmesh.profile.max-connected-clusters", Integer.toString(most))
                .containsEntry("fleetmesh.aggregator.max-connected-clusters", Integer.toString(most));
        assertThat(RunFile.of(run).maxConnectedClusters()).isEqualTo(most);
        assertThat(run.simulations()).allMatch(wanted -> wanted.maxConnectedClusters() == most);
    }
}
