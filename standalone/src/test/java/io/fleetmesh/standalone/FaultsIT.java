package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of the failure table: each part is killed and stalled while members change and agents of all of them watch, and what
 * these are shown is compared with what the members hold. Nothing may vanish that was not withdrawn, at no time; and once the
 * part is back, nothing is missing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {
    private static final String STORE = "mesh-store";
    private static final String STALENESS = "fleetmesh_store_staleness_seconds";
    private static final double STALE = 3;
    private static final int CHANGES = 60;

    private Fleet fleet;
    private Load load;

    enum Part {
        KAFKA("kafka"),
        CONTROLLER("profile-controller"),
        CERT_AUTHORITY("cert-authority"),
        WATCHER("member-watcher"),
        AGGREGATOR("endpoint-aggregator"),
        STORE(FaultsIT.STORE),
        HUB("kafka profile-controller cert-authority member-watcher endpoint-aggregator");

        private final String names;

        Part(String names) {
            this.names = names;
        }

        List<String> processes() {
            return List.of(names.split(" ", -1));
        }

        /** Whether stores hear nothing without it, not even that nothing has changed. */
        boolean isTheBus() {
            return processes().contains("kafka");
        }
    }

    enum Fault {
        KILLED {
            @Override
            void begin(Fleet fleet, String process) throws IOException {
                fleet.killProcess(process);
            }

            @Override
            void end(Fleet fleet, String process) throws IOException {
                fleet.startProcess(process);
            }
        },
        STALLED {
            @Override
            void begin(Fleet fleet, String process) throws IOException {
                fleet.signal(fleet.process(process), "STOP");
            }

            @Override
            void end(Fleet fleet, String process) throws IOException {
                fleet.signal(fleet.process(process), "CONT");
            }
        };

        abstract void begin(Fleet fleet, String process) throws IOException;

        abstract void end(Fleet fleet, String process) throws IOException;
    }

    static Stream<Arguments> faults() {
        return Arrays.stream(Part.values())
                .flatMap(part -> Arrays.stream(Fault.values()).map(fault -> Arguments.of(part, fault)));
    }

    @BeforeAll
    void start() throws IOException, InterruptedException {
        fleet = Fleet.start(Path.of("target/it/faults"), 22_000);
        load = new Load(fleet);
        fleet.runFile().members().forEach(member -> load.watch(member.name()));
        load.awaitTheTruth();
    }

    @AfterAll
    void stop() throws IOException {
        load.close();
        fleet.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faults")
    void agentsAreShownNothingButTheTruth(Part part, Fault fault) throws IOException, InterruptedException {
        int lists = load.lists();
        for (String process : part.processes()) {
            fault.begin(fleet, process);
        }
        load.change(CHANGES);
        if (part.isTheBus()) {
            await("operators are told").atMost(Fleet.PATIENCE).until(() -> fleet.metric(STORE, STALENESS) > STALE);
        }
        if (part != Part.STORE) {
            aNewAgentIsServed();
        }

        for (String process : part.processes()) {
            fault.end(fleet, process);
        }
        load.change(CHANGES);

        load.awaitTheTruth();
        await().atMost(Fleet.PATIENCE)
                .until(() -> fleet.runFile().services().stream().allMatch(service -> fleet.ready(service.name())));
        if (part != Part.STORE) {
            assertThat(load.lists()).as("lists: no connection was lost").isEqualTo(lists);
        }
        if (part.isTheBus()) {
            await().atMost(Fleet.PATIENCE).until(() -> fleet.metric(STORE, STALENESS) < STALE);
        }
    }

    /** Perhaps with the last state only. */
    private void aNewAgentIsServed() throws IOException {
        try (StoreClient west = fleet.store("west")) {
            assertThat(west.get("cilium/cache/services/v1/east/")).isNotEmpty();
        }
    }
}
