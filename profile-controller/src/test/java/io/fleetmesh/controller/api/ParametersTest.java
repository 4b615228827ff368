package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParametersTest {
    private static final String VERSION = "a resource version that this server gave";
    private static final String CONTINUE = "what metadata.continue of the page before said";

    @FunctionalInterface
    private interface Reading {
        Object of(Parameters given) throws Refused;
    }

    /** What is given, and what must be said of it. */
    record Bad(String name, String value, Reading reading, String expected) {
        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    static Stream<Bad> bad() {
        return Stream.of(
                new Bad("limit", "0", Parameters::limit, "1 to 1000"),
                new Bad("limit", "1001", Parameters::limit, "1 to 1000"),
                new Bad("limit", "x", Parameters::limit, "1 to 1000"),
                new Bad("continue", "Li4v", Parameters::after, CONTINUE),
                new Bad("continue", "%", Parameters::after, CONTINUE),
                new Bad("watch", "1", Parameters::watch, "true or false"),
                new Bad("dryRun", "yes", Parameters::dryRun, "true or false"),
                new Bad("resourceVersion", "x", Parameters::resourceVersion, VERSION));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void whatCannotBeIsNamedForPeopleAndForPrograms(Bad bad) throws IOException {
        Parameters given = new Parameters(MultiMap.caseInsensitiveMultiMap().add(bad.name(), bad.value()));

        Answer answer =
                assertThrows(Refused.class, () -> bad.reading().of(given)).answer();

        JsonNode body = new ObjectMapper().readTree(answer.body().toString());
        assertEquals(400, answer.status());
        assertEquals(
                bad.name() + ": expected " + bad.expected() + ", found '" + bad.value() + "'",
                body.path("detail").asText());
        assertEquals(
                "[{\"object\":\"query\",\"field\":\"" + bad.name() + "\",\"value\":\"" + bad.value()
                        + "\",\"expected\":\"" + bad.expected() + "\"}]",
                body.path("errors").toString());
    }
}
