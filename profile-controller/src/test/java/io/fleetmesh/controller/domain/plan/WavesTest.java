package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.plan.PlannedWave;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WavesTest {
    private static final Map<String, Map<String, String>> LABELS =
            Map.of("a", Map.of("r", "x"), "b", Map.of("r", "y"), "c", Map.of("r", "y"), "d", Map.of("r", "y"));

    private static List<String> waves(String strategy, int size, String... changing) throws IOException {
        RolloutStrategySpec spec = SampleFacts.YAML.readValue(strategy, RolloutStrategySpec.class);
        return Waves.of(Optional.of(spec), LABELS, size, new TreeSet<>(List.of(changing))).stream()
                .map(WavesTest::text)
                .toList();
    }

    private static String text(PlannedWave wave) {
        return wave.name() + wave.members() + " " + wave.soakSeconds() + (wave.pause() ? " pause" : "");
    }

    @Test
    void theCanaryComesFirstThenWavesThenTheRest() throws IOException {
        String strategy = """
                {soakSeconds: 300, maxFailures: 0, canary: {name: first, count: 1, soakSeconds: 9}, pausePoints: [first],
                 waves: [{name: y, memberSelector: {matchLabels: {r: y}}}, {name: none, count: 1}]}
                """;

        assertEquals(
                List.of("first[a] 9 pause", "y[b, c, d] 300", "none[e] 300", "(rest)[f] 300"),
                waves(strategy, 6, "f", "e", "d", "c", "b", "a"));
    }

    @Test
    void aPercentageIsOfTheProfileAndRoundedUp() throws IOException {
        String strategy = "{soakSeconds: 0, maxFailures: 0, waves: [{name: some, percent: 34}]}";

        assertEquals(List.of("some[a, b] 0", "(rest)[c] 0"), waves(strategy, 5, "a", "b", "c"));
        assertEquals(List.of("some[a, b] 0", "(rest)[c] 0"), waves(strategy, 4, "a", "b", "c"));
        assertEquals(List.of("some[a] 0"), waves(strategy, 2, "a"));
    }

    @Test
    void eachWaveSaysWhatMustHoldAndHowManyMayFail() throws IOException {
        RolloutStrategySpec spec = SampleFacts.YAML.readValue("""
                {soakSeconds: 0, maxFailures: 2, waves: [{name: some, count: 1}],
                 gates: [{check: synced, timeoutSeconds: 600}, {check: healthy, timeoutSeconds: 60}]}
                """, RolloutStrategySpec.class);

        List<PlannedWave> waves = Waves.of(Optional.of(spec), LABELS, 2, new TreeSet<>(List.of("a", "b")));

        assertEquals(
                List.of(
                        new PlannedWave("some", List.of("a"), 0, false, spec.gates(), Optional.of(2)),
                        new PlannedWave(PlannedWave.REST, List.of("b"), 0, false, spec.gates(), Optional.of(2))),
                waves);
    }

    @Test
    void withoutChangesThereAreNoWavesAndWithoutStrategyOne() throws IOException {
        assertEquals(List.of(), waves("{soakSeconds: 0, maxFailures: 0}", 4));
        assertEquals(
                List.of(new PlannedWave(PlannedWave.ALL, List.of("a", "b"), 0, false, List.of(), Optional.empty())),
                Waves.of(Optional.empty(), LABELS, 4, new TreeSet<>(List.of("b", "a"))));
    }
}
