package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Glyphs;
import io.fleetmesh.contract.plan.PlanText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of whole scenarios, one folder each; {@code -Dfleetmesh.plans=write} writes what is expected anew. */
class PlansGolden {
    private static final Path DIRECTORY = Path.of("src/test/resources/plans");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(Feature.MINIMIZE_QUOTES)
            .disable(Feature.WRITE_DOC_START_MARKER)
            .disable(Feature.SPLIT_LINES)
            .build();

    static List<Path> scenarios() throws IOException {
        try (Stream<Path> all = Files.list(DIRECTORY)) {
            return all.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theScenarioComesToItsPlan(Path folder) throws IOException {
        Plan plan = Scenario.read(folder).plan();

        same(YAML.writeValueAsString(SampleFacts.JSON.readTree(Codec.encode(plan))), folder.resolve("plan.yaml"));
        same(PlanText.render(plan, Glyphs.UNICODE), folder.resolve("plan.txt"));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void thePlanIsTheSameInWhateverOrderFactsCome(Path folder) throws IOException {
        Plan plan = Scenario.read(folder).plan();

        for (int seed = 0; seed < 20; seed++) {
            assertEquals(
                    plan, Scenario.read(folder, Optional.of(new Random(seed))).plan(), "seed " + seed);
        }
    }

    private static void same(String made, Path file) throws IOException {
        if ("write".equals(System.getProperty("fleetmesh.plans"))) {
            Files.writeString(file, made);
        }
        assertEquals(published(file), made, file + " is out of date; -Dfleetmesh.plans=write writes it");
    }

    private static String published(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "no such file";
        }
    }
}
