package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A second replica of a fleet's store: as {@code ./fleetmesh service} starts it, and each compares itself with the other. */
final class SecondStore implements AutoCloseable {
    static final String FIRST = "mesh-store";
    static final String NAME = "mesh-store-2";
    /** From the ports of the first one to those of the second: the fleet has none there. */
    private static final int PORTS = 60;

    private final FleetProcesses processes;
    private final String endpoint;

    private SecondStore(FleetProcesses processes, String endpoint) {
        this.processes = processes;
        this.endpoint = endpoint;
    }

    /**
     * Starts it, and the first one anew, beside it.
     *
     * @param first where that serves agents
     */
    static SecondStore start(FleetProcesses processes, String first) throws IOException {
        URI agents = URI.create(first);
        URI health = URI.create(processes.address(FIRST));
        String secondHealth = "http://127.0.0.1:" + (health.getPort() + PORTS);
        Path run = processes.home().resolve("run");
        String script = Files.readString(run.resolve(FIRST + ".sh"));
        configure(
                run,
                FIRST,
                script,
                List.of("fleetmesh.store.siblings=" + secondHealth, "fleetmesh.store.replica=first"));
        configure(
                run,
                NAME,
                script.replace("/" + FIRST + ".pid", "/" + NAME + ".pid")
                        .replace("/" + FIRST + ".log", "/" + NAME + ".log")
                        .replace("-Dfleetmesh.process=" + FIRST, "-Dfleetmesh.process=" + NAME)
                        .replaceAll("-Dquarkus.http.port=\\d+", "-Dquarkus.http.port=" + (health.getPort() + PORTS)),
                List.of(
                        "fleetmesh.store.port=" + (agents.getPort() + PORTS),
                        "fleetmesh.store.siblings=" + health,
                        "fleetmesh.store.replica=second",
                        "fleetmesh.state.directory=" + processes.home().resolve("state-2")));
        processes.add(NAME, secondHealth);
        processes.restart(NAME);
        processes.restart(FIRST);
        return new SecondStore(processes, "https://" + agents.getHost() + ":" + (agents.getPort() + PORTS));
    }

    /** Writes a start script with settings of its own beside those of the fleet; of a key the last line counts. */
    private static void configure(Path run, String name, String script, List<String> settings) throws IOException {
        Path common = run.resolve("fleetmesh.properties");
        Path own = run.resolve(name + ".properties");
        List<String> lines = new ArrayList<>(Files.readAllLines(common));
        lines.addAll(settings);
        Files.write(own, lines);
        Path file = run.resolve(name + ".sh");
        Files.writeString(file, script.replace(common.toString(), own.toString()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** Where it serves agents. */
    String endpoint() {
        return endpoint;
    }

    /** Ends it: the fleet does not know of it. */
    @Override
    public void close() throws IOException {
        processes.kill(NAME);
        Files.deleteIfExists(processes.home().resolve("run/" + NAME + ".sh"));
    }
}
