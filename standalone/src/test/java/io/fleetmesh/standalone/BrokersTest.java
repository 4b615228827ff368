package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokersTest {
    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 4, 9})
    void anyButAFewOddNumbersAreRefused(int count) {
        assertThatThrownBy(() -> Brokers.of(count, true))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--brokers " + count)
                .hasMessageContaining("odd number from 1 to 7");
    }

    @Test
    void oneJvmHasOneBroker() {
        assertThat(Brokers.of(1, false).count()).isEqualTo(1);
        assertThatThrownBy(() -> Brokers.of(3, false))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--processes");
    }

    @Test
    void aKeptLogGoesOnWithTheClusterThatItWasBegunWith() throws IOException {
        Brokers begun = Brokers.of(3, true);
        begun.remember(data);

        assertThat(Brokers.of(3, true).continuing(data)).isEqualTo(begun);
    }

    @Test
    void aKeptLogIsNotContinuedByMoreOrFewerBrokers() throws IOException {
        Brokers.of(3, true).remember(data);

        assertThatThrownBy(() -> Brokers.of(1, true).continuing(data))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--brokers 3");
    }

    @Test
    void aKeptLogThatDoesNotSayIsOfOneBroker() throws IOException {
        Files.createDirectory(data.resolve("kafka"));

        assertThat(Brokers.of(1, true).continuing(data).count()).isEqualTo(1);
        assertThatThrownBy(() -> Brokers.of(3, true).continuing(data)).isInstanceOf(Refusal.class);
    }

    @Test
    void eachBrokerHasAProcessAndPortsOfItsOwn() {
        Run run = run(Brokers.of(Brokers.MOST, true));

        assertThat(Part.brokers(run))
                .extracting(Part::processName)
                .startsWith("kafka", "kafka-2", "kafka-3")
                .hasSize(Brokers.MOST);
        assertThat(Part.brokers(run).stream()
                        .flatMap(broker -> Stream.of(
                                run.ports().kafka(broker.number()), run.ports().kafkaController(broker.number()))))
                .doesNotHaveDuplicates()
                .doesNotContain(run.ports().meshStore(), run.ports().http())
                .doesNotContainAnyElementsOf(FleetProcess.services().stream()
                        .map(service -> run.ports().http(service))
                        .toList())
                .allMatch(port -> port < run.ports().simulator(0));
    }

    @Test
    void clientsAreToldAllBrokers() {
        assertThat(RunFile.of(run(Brokers.of(3, true))).kafka())
                .isEqualTo("127.0.0.1:19092,127.0.0.1:19020,127.0.0.1:19022");
    }

    private Run run(Brokers brokers) {
        List<FleetMember> members = List.of(new FleetMember("east", 1, Optional.empty()));
        return new Run(
                new Layout(data, data, data),
                new Ports(19_000),
                members,
                Run.profile(members),
                brokers,
                false,
                true,
                false,
                List.of());
    }
}
