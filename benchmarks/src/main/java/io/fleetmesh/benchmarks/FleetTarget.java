package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running fleet: changes at the first member's API, the watch at the second member's store. */
final class FleetTarget implements Target {
    private static final Pattern SERVER = Pattern.compile("(?m)^\\s*-?\\s*server:\\s*[\"']?([^\\s\"']+)");
    private static final Pattern NUMBER = Pattern.compile("\"bench\":\"(\\d+)\"");
    private static final String NAMESPACE = "bench";

    // HTTP/2 would refuse what is beyond its streams; a new connection would not.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path root;
    private final URI api;
    private final String store;
    private final String prefix;
    private final Credentials agent;
    private final EtcdWatch watch;

    FleetTarget(Path root) throws IOException {
        this.root = root;
        JsonNode members = new ObjectMapper()
                .readTree(root.resolve(".fleetmesh/run.json").toFile())
                .path("members");
        JsonNode source = members.path(0);
        JsonNode consumer = members.path(1);
        api = server(root.resolve(source.path("kubeconfig").asText()));
        store = consumer.path("meshStore").asText();
        prefix = "cilium/cache/services/v1/" + source.path("name").asText() + "/" + NAMESPACE + "/";
        agent = new Credentials(
                root.resolve(consumer.path("certificateAuthority").asText()),
                root.resolve(consumer.path("clientCertificate").asText()),
                root.resolve(consumer.path("clientKey").asText()));
        watch = EtcdWatch.mutual(store, agent, prefix);
        var _ = send(
                        "POST",
                        "/api/v1/namespaces",
                        "application/json",
                        "{\"metadata\":{\"name\":\"" + NAMESPACE + "\"}}")
                .join();
    }

    static URI server(Path kubeconfig) throws IOException {
        Matcher matcher = SERVER.matcher(Files.readString(kubeconfig));
        if (!matcher.find()) {
            throw new IllegalArgumentException(kubeconfig + " has no cluster.server, expected a URL");
        }
        return URI.create(matcher.group(1));
    }

    @Override
    public String name() {
        return "Fleetmesh, member API to another member's watch";
    }

    @Override
    public CompletableFuture<?> create(String name) {
        return send("POST", services(), "application/json", """
                {"metadata":{"name":"%s","annotations":{"service.cilium.io/global":"true"},"labels":{"bench":"0"}},
                 "spec":{"ports":[{"name":"http","port":80}]}}""".formatted(name));
    }

    @Override
    public CompletableFuture<?> change(String name, long number) {
        return send(
                "PATCH",
                services() + "/" + name,
                "application/merge-patch+json",
                "{\"metadata\":{\"labels\":{\"bench\":\"" + number + "\"}}}");
    }

    private static String services() {
        return "/api/v1/namespaces/" + NAMESPACE + "/services";
    }

    private CompletableFuture<?> send(String method, String path, String type, String body) {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(path))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(answer -> {
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer;
        });
    }

    @Override
    public void observe(Arrivals arrivals) {
        watch.observe(arrivals, value -> {
            Matcher matcher = NUMBER.matcher(value);
            return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
        });
    }

    /** The store's process of an {@code up --processes}. */
    @Override
    public WatchedServer server() throws IOException {
        Path file = root.resolve(".fleetmesh/run/mesh-store.pid");
        if (!Files.exists(file)) {
            throw new IllegalStateException("no " + file + ": expected a fleet that runs with --processes");
        }
        long pid = Long.parseLong(Files.readString(file).strip());
        return new WatchedServer(ProcessHandle.of(pid).orElseThrow(), store, prefix, Optional.of(agent));
    }

    @Override
    public void close() {
        var _ = send("DELETE", "/api/v1/namespaces/" + NAMESPACE, "application/json", "")
                .join();
        watch.close();
        http.close();
    }
}
