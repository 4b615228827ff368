package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./fleetmesh up --processes} of a benchmark's own: its home and its ports are no other run's. Ends when closed. */
final class OwnFleet implements AutoCloseable {
    private static final String PID_FILE = ".pid";

    private final Path home;
    private final Process up;
    private final JsonNode members;

    /**
     * Starts one; returns when it says that all is ready.
     *
     * @param directory for its files, which stay
     */
    OwnFleet(Path root, Path directory, int basePort, List<String> options) throws IOException, InterruptedException {
        home = directory.resolve("fleet");
        Path log = directory.resolve("up.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                root.resolve("standalone/target/quarkus-app/quarkus-run.jar").toString(),
                "up",
                "--processes",
                "--root=" + root,
                "--home=" + home,
                "--base-port=" + basePort));
        command.addAll(options);
        up = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Path runFile = home.resolve("run.json");
        while (!Files.exists(runFile)) {
            if (up.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(Files.readString(log));
            }
        }
        members = new ObjectMapper().readTree(runFile.toFile()).path("members");
    }

    Path home() {
        return home;
    }

    /** As run.json describes it. */
    JsonNode member(int index) {
        return members.path(index);
    }

    ProcessHandle process(String part) {
        return process(home.resolve("run").resolve(part + PID_FILE));
    }

    private static ProcessHandle process(Path pidFile) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of each process since its start. */
    Map<String, Duration> cpu() throws IOException {
        Map<String, Duration> cpu = new TreeMap<>();
        try (Stream<Path> files = Files.list(home.resolve("run"))) {
            files.filter(file -> file.toString().endsWith(PID_FILE))
                    .forEach(file -> cpu.put(
                            file.getFileName().toString().replace(PID_FILE, ""),
                            process(file).info().totalCpuDuration().orElseThrow()));
        }
        return cpu;
    }

    @Override
    public void close() {
        up.destroy();
        var _ = up.onExit().join();
    }
}
