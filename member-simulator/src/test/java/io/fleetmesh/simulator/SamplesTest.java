package io.fleetmesh.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {
    private static final Path SAMPLES = Path.of("..", "samples");

    @Test
    void theThreeMembersStart() throws IOException {
        List<MemberSpec> members = List.of(
                MemberSpec.ofSamples(SAMPLES.resolve("east"), "east", 1, 0),
                MemberSpec.ofSamples(SAMPLES.resolve("west"), "west", 2, 0),
                MemberSpec.ofSamples(SAMPLES.resolve("north"), "north", 3, 0));
        try (Simulator simulator = Simulator.start(members, Clock.systemUTC())) {
            assertEquals(
                    List.of("east", "west", "north"),
                    simulator.members().stream().map(SimulatedMember::name).toList());
        }
    }

    @Test
    void anUnknownKindIsNamedWithItsFile(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("odd.yaml"), "apiVersion: v9\nkind: Thing\nmetadata: {name: x}\n");
        IOException e = assertThrows(IOException.class, () -> MemberSpec.ofSamples(directory, "east", 1, 0));
        assertTrue(String.valueOf(e.getMessage()).contains("odd.yaml, object 1 (Thing x)"));
    }

    @Test
    void aBadFieldIsNamedWithItsObject() throws IOException {
        MemberSpec spec = MemberSpec.generated(1, 0);
        MemberSpec bad = new MemberSpec(
                "east",
                1,
                0,
                spec.objects().stream()
                        .map(object -> object.deepCopy())
                        .peek(object -> {
                            if (object.path("kind").asText().equals("Deployment")) {
                                object.withObject("/spec").put("replicas", -1);
                            }
                        })
                        .toList());
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> Simulator.start(List.of(bad), Clock.systemUTC()));
        assertTrue(String.valueOf(e.getMessage()).contains("Deployment shop/shop"), e::getMessage);
    }
}
