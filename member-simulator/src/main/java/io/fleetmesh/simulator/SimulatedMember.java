package io.fleetmesh.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.api.MemberServer;
import io.fleetmesh.simulator.manifest.CiliumConfig;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Meta;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Refusal;
import io.fleetmesh.simulator.store.Writes;
import io.fleetmesh.simulator.workload.IdentityNumbers;
import io.fleetmesh.simulator.workload.WorkloadLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;

/** One simulated cluster. */
public final class SimulatedMember {
    /**
     * Changes of each kind kept for watches and pages; who is further behind lists again. They are trees, and a window of
     * many more made the collector stop all members for tenths of a second.
     */
    private static final int WINDOW = 4_096;
    /** More revisions per millisecond of the clock than a run can write, so that the next run starts higher. */
    private static final long REVISIONS_PER_MILLI = 1_000;

    private static final List<String> NAMESPACES = List.of("default", "kube-system");

    private final MemberSpec spec;
    private final Faults faults;
    private final Loop loop;
    private final MemberServer server;
    private final int port;

    private SimulatedMember(MemberSpec spec, Loop loop, MemberServer server, int port) {
        this.spec = spec;
        this.loop = loop;
        this.server = server;
        this.port = port;
        this.faults = new Faults(loop, server);
    }

    static SimulatedMember start(Vertx vertx, MemberSpec spec, Clock clock) throws IOException {
        Context context = vertx.getOrCreateContext();
        Loop loop = new Loop(context);
        ObjectStore store = new ObjectStore(clock.millis() * REVISIONS_PER_MILLI, WINDOW);
        Writes writes = new Writes(spec.name(), store, clock);
        MemberServer server = loop.call(() -> {
            WorkloadLoop workload = new WorkloadLoop(
                    spec.name(),
                    IdentityNumbers.of(spec.clusterId(), spec.maxConnectedClusters()),
                    store,
                    writes,
                    pass -> context.runOnContext(_ -> pass.run()));
            load(spec, writes);
            workload.pass();
            return new MemberServer(vertx, spec.name(), store, writes, clock);
        });
        return new SimulatedMember(spec, loop, server, listen(spec, loop, server));
    }

    private static int listen(MemberSpec spec, Loop loop, MemberServer server) throws IOException {
        try {
            return loop.await(() -> server.listen(spec.port()));
        } catch (CompletionException e) {
            throw new IOException("member " + spec.name() + " cannot listen on 127.0.0.1:" + spec.port(), e.getCause());
        }
    }

    private static void load(MemberSpec spec, Writes writes) {
        for (String namespace : NAMESPACES) {
            ObjectNode node = Json.object();
            Json.child(node, "metadata").put("name", namespace);
            writes.create(Kind.NAMESPACE, "", node);
        }
        writes.create(Kind.CONFIG_MAP, "", CiliumConfig.of(spec.name(), spec.clusterId(), spec.maxConnectedClusters()));
        writes.create(Kind.SERVICE_CIDR, "", serviceCidr());
        for (ObjectNode object : spec.objects()) {
            Kind kind = Kind.ofName(
                            object.path("apiVersion").asText(),
                            object.path("kind").asText())
                    .orElseThrow(() -> new IllegalArgumentException("member " + spec.name() + ": unknown kind "
                            + object.path("apiVersion").asText() + " "
                            + object.path("kind").asText()));
            create(spec, writes, kind, object.deepCopy());
        }
    }

    private static ObjectNode serviceCidr() {
        ObjectNode object = Json.object();
        Json.child(object, "metadata").put("name", "kubernetes");
        object.putObject("spec").putArray("cidrs").add(Writes.SERVICE_CIDR);
        return object;
    }

    private static void create(MemberSpec spec, Writes writes, Kind kind, ObjectNode object) {
        Key key = new Key(Meta.namespace(object), Meta.name(object));
        boolean there = (kind == Kind.NAMESPACE && NAMESPACES.contains(key.name()))
                || (kind == Kind.CONFIG_MAP && key.equals(CiliumConfig.KEY));
        if (there) {
            var _ = writes.replace(kind, key, object);
            return;
        }
        try {
            var _ = writes.create(kind, "", object);
        } catch (Refusal e) {
            throw new IllegalArgumentException(
                    "member " + spec.name() + ", " + kind.kindName() + " " + key + ": " + e.getMessage(), e);
        }
    }

    public String name() {
        return spec.name();
    }

    public int clusterId() {
        return spec.clusterId();
    }

    /** Where its API is. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** A kubeconfig whose one context is named as the member and is in namespace {@code shop}. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: %1$s
                  cluster:
                    server: %2$s
                users:
                - name: %1$s
                  user: {}
                contexts:
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: %1$s
                    namespace: shop
                current-context: %1$s
                """.formatted(name(), api());
    }

    public Faults faults() {
        return faults;
    }

    void close() {
        loop.await(server::close);
    }
}
