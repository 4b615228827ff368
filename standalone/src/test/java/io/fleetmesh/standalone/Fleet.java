package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A fleet of packaged processes, as {@code ./fleetmesh up --processes} runs it, in a home of its own. Its clients are real:
 * fabric8 for the members, jetcd and etcdctl for the stores.
 */
final class Fleet implements AutoCloseable {
    /** With it, the sample fleet is declared, as for a user; without, members come from configuration alone. */
    static final String DECLARED = "--declared";

    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path root = Path.of("").toAbsolutePath().getParent();
    private final Path home;
    private final Process up;
    private final RunFile runFile;
    private final List<Process> extra = new ArrayList<>();
    private final List<KubernetesClient> clients = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private Fleet(Path home, Process up, RunFile runFile) {
        this.home = home;
        this.up = up;
        this.runFile = runFile;
    }

    /**
     * Starts one, without anything that an earlier run has left; returns when it says that all is ready.
     *
     * @param basePort no other test's, and below 32,500: above lie those that the system gives to whoever connects
     */
    static Fleet start(Path home, int basePort, String... options) throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        if (Files.exists(home)) {
            delete(home);
        }
        Files.createDirectories(home);
        Path log = home.resolve("up.log");
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xmx128m",
                "-jar",
                root.resolve("standalone/target/quarkus-app/quarkus-run.jar").toString(),
                "up",
                "--processes",
                "--root=" + root,
                "--home=" + home,
                "--base-port=" + basePort));
        command.addAll(Arrays.asList(options));
        if (!command.remove(DECLARED)) {
            command.add("--undeclared");
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // For all of the fleet's processes: they live for a minute or two, less than a second compiler takes to pay
        // off.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        Process up = builder.start();
        Path run = home.resolve("run.json");
        Awaitility.await("the fleet is up; see " + log)
                .atMost(Duration.ofMinutes(3))
                .until(() -> Files.exists(run) || !up.isAlive());
        if (!up.isAlive()) {
            throw new IllegalStateException("up ended: " + Files.readString(log));
        }
        return new Fleet(home, up, new ObjectMapper().readValue(run.toFile(), RunFile.class));
    }

    /** Deletes a directory with all that is in it. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Its JVMs live for a minute or two: less than the second compiler takes to pay off. */
    private static ProcessBuilder shortLived(ProcessBuilder builder) {
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        return builder;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    RunFile runFile() {
        return runFile;
    }

    Path home() {
        return home;
    }

    RunFile.MemberEntry member(String name) {
        return runFile.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Path file(String path) {
        return root.resolve(path);
    }

    /** A client of the Kubernetes API of a member, or of a cluster that was none when the fleet began. */
    KubernetesClient kubernetes(String member) throws IOException {
        String kubeconfig = runFile.clusters().stream()
                .filter(cluster -> cluster.name().equals(member))
                .map(RunFile.ClusterEntry::kubeconfig)
                .findFirst()
                .orElseGet(() -> member(member).kubeconfig());
        Config config = Config.fromKubeconfig(file(kubeconfig).toFile());
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Where a member's API is. */
    URI server(String member) throws IOException {
        try (KubernetesClient client = kubernetes(member)) {
            return URI.create(client.getConfiguration().getMasterUrl());
        }
    }

    /** The services of one member. */
    Shop shop(String member) throws IOException {
        KubernetesClient client = kubernetes(member);
        clients.add(client);
        return new Shop(member, client);
    }

    /** The log behind everything. */
    Log log() {
        return new Log(runFile.kafka());
    }

    /** A client of the store with the member's certificate. */
    StoreClient store(String member) throws IOException {
        return store(member, member(member).meshStore());
    }

    /** The same, of the store at {@code endpoint}. */
    StoreClient store(String member, String endpoint) throws IOException {
        return new StoreClient(this, member(member), endpoint);
    }

    /** Runs the real etcdctl with the member's certificate. */
    String etcdctl(String member, String... arguments) throws IOException {
        RunFile.MemberEntry entry = member(member);
        return runEtcdctl(
                entry,
                List.of("--cert=" + file(entry.clientCertificate()), "--key=" + file(entry.clientKey())),
                arguments);
    }

    /** The same without one. */
    String etcdctlWithoutCertificate(String member, String... arguments) throws IOException {
        return runEtcdctl(member(member), List.of("--dial-timeout=3s", "--command-timeout=3s"), arguments);
    }

    private String runEtcdctl(RunFile.MemberEntry entry, List<String> identity, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "etcdctl", "--endpoints=" + entry.meshStore(), "--cacert=" + file(entry.certificateAuthority())));
        command.addAll(identity);
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    /** {@code ./fleetmesh service}'s start script of a process. */
    void startProcess(String name) throws IOException {
        startProcess(name, Map.of());
    }

    /** The same with settings in its environment. */
    void startProcess(String name, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = shortLived(
                        new ProcessBuilder(home.resolve("run/" + name + ".sh").toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        var _ = builder.start();
    }

    ProcessHandle process(String name) throws IOException {
        long pid = Long.parseLong(
                Files.readString(home.resolve("run/" + name + ".pid")).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }

    boolean isRunning(String name) throws IOException {
        return ProcessHandle.of(Long.parseLong(
                        Files.readString(home.resolve("run/" + name + ".pid")).strip()))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    /** Ends a process in good order and waits for it. */
    void stopProcess(String name) throws IOException {
        ProcessHandle process = process(name);
        process.destroy();
        awaitEnd(process);
    }

    /** SIGKILL. */
    void killProcess(String name) throws IOException {
        ProcessHandle process = process(name);
        process.destroyForcibly();
        awaitEnd(process);
    }

    private static void awaitEnd(ProcessHandle process) {
        Awaitility.await("process " + process.pid() + " ends").atMost(PATIENCE).until(() -> !process.isAlive());
    }

    void signal(ProcessHandle process, String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        if (awaitExit(kill) != 0) {
            throw new IOException("kill -" + signal + " " + process.pid() + " failed");
        }
    }

    private static int awaitExit(Process process) {
        Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** Kills a process and starts it again. */
    void restartProcess(String name) throws IOException {
        killProcess(name);
        startProcess(name);
    }

    /** Runs {@code ./fleetmesh COMMAND} of this fleet; what it says. */
    String run(String command, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                java(),
                "-jar",
                root.resolve("standalone/target/quarkus-app/quarkus-run.jar").toString(),
                command,
                "--root=" + root,
                "--home=" + home.toAbsolutePath()));
        line.addAll(Arrays.asList(arguments));
        Process process =
                shortLived(new ProcessBuilder(line)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (awaitExit(process) != 0) {
            throw new IOException(command + " failed: " + said);
        }
        return said;
    }

    /**
     * Another instance of a service beside the first, with an HTTP port of its own; ends with the fleet.
     *
     * @param properties {@code key=value} that differ from the first one's
     */
    ProcessHandle startSecond(String name, int httpPort, String... properties) throws IOException {
        return startSecond(name, httpPort, Optional.empty(), properties);
    }

    /** The same, of somebody else: with these certificates for Kafka. */
    ProcessHandle startSecond(String name, int httpPort, Path credentials, String... properties) throws IOException {
        return startSecond(name, httpPort, Optional.of(credentials), properties);
    }

    private ProcessHandle startSecond(String name, int httpPort, Optional<Path> credentials, String... properties)
            throws IOException {
        String common =
                home.toAbsolutePath().resolve("run/fleetmesh.properties").toString();
        Path own = home.toAbsolutePath().resolve("run/second-" + name + ".properties");
        // The last one of a key counts.
        Files.write(
                own,
                Stream.of(
                                Files.readAllLines(Path.of(common)),
                                List.of("fleetmesh.state.directory="
                                        + home.toAbsolutePath().resolve("state-2")),
                                List.of(properties))
                        .flatMap(List::stream)
                        .toList());
        String script = Files.readString(home.resolve("run/" + name + ".sh"))
                .replaceAll("(?m)^echo .*$", "")
                .replaceAll("-Dquarkus.http.port=\\d+", "-Dquarkus.http.port=" + httpPort)
                .replaceAll(
                        "-Dfleetmesh.kafka.credentials=[^']+",
                        credentials
                                .map(files -> "-Dfleetmesh.kafka.credentials=" + files.toAbsolutePath())
                                .orElse("$0"))
                .replace(common, own.toString())
                .replace("/logs/" + name + ".log", "/logs/" + name + "-2.log");
        Process second = shortLived(new ProcessBuilder("/bin/sh", "-c", script)).start();
        extra.add(second);
        return second.toHandle();
    }

    /** Whether {@code service} says that it is ready. */
    boolean ready(String service) {
        return "true".equals(details(service).get(service));
    }

    /** What {@code service} says in its health; empty while it does not answer. */
    Map<String, String> details(String service) {
        return HealthProbe.details(http, http(service));
    }

    /** The address of a service's health and metrics. */
    String http(String service) {
        return runFile.services().stream()
                .filter(entry -> entry.name().equals(service))
                .findFirst()
                .orElseThrow()
                .http();
    }

    /** What {@code service} has measured, over all labels; 0 if there is none. */
    double metric(String service, String name) throws IOException {
        return metricAt(http(service), name, "");
    }

    /**
     * The same of a process at an address.
     *
     * @param label that must be among the labels, such as {@code topic="x"}
     */
    double metricAt(String address, String name, String label) throws IOException {
        return metricsAt(address)
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** All that a process at an address has measured, in Prometheus' format. */
    String metricsAt(String address) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(address + "/q/metrics")).build())
                .body();
    }

    /** Sets a simulated member's faults; an empty object ends them. */
    void faults(String member, String json) throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(server(member).resolve("/simulator/faults"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json))
                .build());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("faults refused: " + answer.body());
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The log of a process, for messages and for what it says about a fault. */
    String log(String name) throws IOException {
        File file = home.resolve("logs/" + name + ".log").toFile();
        return file.exists() ? Files.readString(file.toPath()) : "";
    }

    @Override
    public void close() throws IOException {
        clients.forEach(KubernetesClient::close);
        extra.forEach(Process::destroyForcibly);
        up.destroy();
        try {
            if (!up.waitFor(60, TimeUnit.SECONDS)) {
                up.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
