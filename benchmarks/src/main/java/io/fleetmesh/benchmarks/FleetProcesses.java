package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The processes of the fleet that runs at a project's root, by signals, {@code ./fleetmesh} and their health. */
final class FleetProcesses {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path root;
    private final HttpClient http;
    /** Where each service's health is. */
    private final Map<String, String> addresses = new TreeMap<>();

    /** @param run what run.json says */
    FleetProcesses(Path root, JsonNode run, HttpClient http) {
        this.root = root;
        this.http = http;
        run.path("services")
                .forEach(service -> addresses.put(
                        service.path("name").asText(), service.path("http").asText()));
    }

    /** The run's files. */
    Path home() {
        return root.resolve(".fleetmesh");
    }

    /** Where a service's health is. */
    String address(String service) {
        return addresses.get(service);
    }

    /** One more process that has a health. */
    void add(String service, String address) {
        addresses.put(service, address);
    }

    /** Whether there was a process to take it. */
    boolean signal(String service, String signal) {
        try {
            String pid =
                    Files.readString(home().resolve("run/" + service + ".pid")).strip();
            return run("kill", "-" + signal, pid).code() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** Does nothing for one that runs. */
    void start(String service) throws IOException {
        var _ = run(root.resolve("fleetmesh").toString(), "service", "start", service);
    }

    /** Ends it hard, as a supervisor does with one that is not alive, and starts it. */
    void restart(String service) throws IOException {
        kill(service);
        start(service);
    }

    /** Ends it hard; returns when it is gone. */
    void kill(String service) throws IOException {
        Path file = home().resolve("run/" + service + ".pid");
        if (Files.exists(file)) {
            ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .filter(_ -> signal(service, "KILL"))
                    .ifPresent(handle -> handle.onExit().join());
        }
    }

    /** Runs a command of {@code ./fleetmesh}, which must succeed. */
    void fleetmesh(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = root.resolve("fleetmesh").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Ended ended = run(command);
        if (ended.code() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " has ended with " + ended.code() + ": " + ended.output());
        }
    }

    private record Ended(int code, String output) {}

    private Ended run(String... command) throws IOException {
        Path output = Files.createTempFile("soak", ".log");
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.onExit().join().exitValue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        return new Ended(code, said);
    }

    /** Whether a service says that it is ready. */
    boolean ready(String service) throws InterruptedException {
        return "true".equals(details(service).get(service));
    }

    /** What a service says in its health; empty if it does not answer. */
    Map<String, String> details(String service) throws InterruptedException {
        Map<String, String> details = new TreeMap<>();
        try {
            String body = http.send(
                            HttpRequest.newBuilder(URI.create(addresses.get(service) + "/q/health/ready"))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            JSON.readTree(body)
                    .path("checks")
                    .forEach(check -> check.path("data")
                            .properties()
                            .forEach(entry ->
                                    details.put(entry.getKey(), entry.getValue().asText())));
        } catch (IOException _) {
            // It is away.
        }
        return details;
    }
}
