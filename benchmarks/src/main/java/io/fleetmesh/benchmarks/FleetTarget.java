package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running fleet: changes at one member's API, the watch at another member's store. */
final class FleetTarget implements Target {
    private static final Pattern SERVER = Pattern.compile("(?m)^\\s*-?\\s*server:\\s*[\"']?([^\\s\"']+)");
    private static final Pattern NUMBER = Pattern.compile("\"bench\":\"(\\d+)\"");
    private static final String NAMESPACE = "bench";

    private final Path home;
    private final URI address;
    private final ServicesApi api;
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final String store;
    private final String prefix;
    private final Credentials agent;
    private final EtcdWatch watch;

    /** From the first to the second member of the fleet that runs at {@code root}. */
    FleetTarget(Path root) throws IOException {
        this(root, root.resolve(".fleetmesh"), 0, 1);
    }

    /**
     * From one member to another.
     *
     * @param home the fleet's
     * @param from where changes are made, by its place in the fleet
     * @param to where they are watched
     */
    FleetTarget(Path root, Path home, int from, int to) throws IOException {
        this.home = home;
        JsonNode members =
                new ObjectMapper().readTree(home.resolve("run.json").toFile()).path("members");
        JsonNode source = members.path(from);
        JsonNode consumer = members.path(to);
        // HTTP/2 would refuse what is beyond its streams; a new connection would not.
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        address = server(root.resolve(source.path("kubeconfig").asText()));
        api = new ServicesApi(address, http, Optional.empty(), NAMESPACE);
        store = consumer.path("meshStore").asText();
        prefix = "cilium/cache/services/v1/" + source.path("name").asText() + "/" + NAMESPACE + "/";
        agent = new Credentials(
                root.resolve(consumer.path("certificateAuthority").asText()),
                root.resolve(consumer.path("clientCertificate").asText()),
                root.resolve(consumer.path("clientKey").asText()));
        watch = EtcdWatch.mutual(store, agent, prefix);
        var _ = api.createNamespace().join();
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
        return api.create(name);
    }

    /** From now on changes are sent by a few connections, without waiting for answers; it must be a simulated member. */
    void pipelined(int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            pipelines.add(new Pipeline(address));
        }
    }

    @Override
    public CompletableFuture<?> change(String name, long number) {
        if (pipelines.isEmpty()) {
            return api.change(name, number);
        }
        Pipeline one = pipelines.get(Math.floorMod(name.hashCode(), pipelines.size()));
        return api.change(one::send, name, number);
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
        Path file = home.resolve("run/mesh-store.pid");
        if (!Files.exists(file)) {
            throw new IllegalStateException("no " + file + ": expected a fleet that runs with --processes");
        }
        long pid = Long.parseLong(Files.readString(file).strip());
        return new WatchedServer(ProcessHandle.of(pid).orElseThrow(), store, prefix, Optional.of(agent));
    }

    @Override
    public void close() {
        pipelines.forEach(Pipeline::close);
        var _ = api.deleteNamespace().join();
        watch.close();
        api.close();
    }
}
