package io.fleetmesh.ctl;

import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.api.Access;
import io.fleetmesh.controller.api.ClusterIdApi;
import io.fleetmesh.controller.api.ExportApi;
import io.fleetmesh.controller.api.GlobalServiceApi;
import io.fleetmesh.controller.api.IntentApi;
import io.fleetmesh.controller.api.LocalOnly;
import io.fleetmesh.controller.api.MemberStatusApi;
import io.fleetmesh.controller.api.Watches;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.exports.ExportRequest;
import io.fleetmesh.controller.domain.exports.Exports;
import io.fleetmesh.controller.domain.fleet.ClusterIdRelease;
import io.fleetmesh.controller.domain.fleet.Reservations;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line at the server's own API. */
abstract class OnAServer {
    /** A profile with its strategy, and a member of it. */
    static final String FLEET = """
            apiVersion: fleetmesh.io/v1alpha1
            kind: NetworkProfile
            metadata: {name: shop}
            spec: {memberSelector: {}, rolloutStrategy: calm}
            ---
            apiVersion: fleetmesh.io/v1alpha1
            kind: Member
            metadata: {name: east, labels: {tier: prod}}
            spec: {address: 'https://10.0.0.1:6443', region: eu}
            ---
            apiVersion: fleetmesh.io/v1alpha1
            kind: RolloutStrategy
            metadata: {name: calm}
            spec: {waves: [{name: all, percent: 100}]}
            """;

    private static final GlobalService CART = new GlobalService(
            "shop",
            "cart",
            List.of(new Exporter("east", false, List.of(), 2), new Exporter("west", false, List.of(), 3)),
            List.of(new Conflict("type", "east: ClusterIP, west: NodePort")),
            Optional.empty(),
            List.of(new GlobalService.Held("north", Optional.empty())));

    private static final Standing EAST = new Standing(
            new MemberStatus(
                    "east", State.CONNECTED, InMemoryIntents.CREATED.plusSeconds(60), "all is read", "nothing"),
            Optional.of("e"),
            Optional.of(4),
            Map.of("cluster", new TreeMap<>(Map.of("id", 4, "name", "123"))));

    private static final Standing GONE = new Standing(
            new MemberStatus("gone", State.LEFT, InMemoryIntents.CREATED, "it has left", "remove its watcher"),
            Optional.empty(),
            Optional.of(9),
            Map.of());

    private static final Reservations RESERVATIONS =
            (profile, id, reason, _) -> CompletableFuture.completedFuture(new Reservations.Outcome.Decided(
                    id == 4
                            ? new ClusterIdRelease.Refused(
                                    Reason.CONFLICT,
                                    new FieldProblem("NetworkProfile/" + profile, "cluster ID", "4", "another"))
                            : new ClusterIdRelease.Forgotten(new ClusterIdReservation(profile, id, reason, "n"))));

    private static final Exports EXPORTS =
            (request, reason, _) -> CompletableFuture.completedFuture(new Exports.Outcome.Decided(
                    request.member().equals("north")
                            ? new ExportRequest.Decision.Done(new ExportApproval(
                                    request.name().profile(),
                                    request.name().namespace(),
                                    request.name().name(),
                                    request.approves() ? List.of("east", "north") : List.of(),
                                    List.of(),
                                    Optional.empty()))
                            : new ExportRequest.Decision.Refused(
                                    Reason.NOT_FOUND,
                                    new FieldProblem("NetworkProfile/blue", "member", reason, "a member"))));

    @TempDir
    Path directory;

    final InMemoryIntents intents = new InMemoryIntents();
    /** What the last command said. */
    String out = "";

    String err = "";

    private final Vertx vertx = Vertx.vertx();
    private final Kept<GlobalService> services = new Kept<>();
    private final Kept<Standing> standings = new Kept<>();

    @BeforeEach
    final void start() throws IOException {
        Router router = Router.router(vertx);
        Supplier<Optional<Intents>> declared = () -> Optional.of(intents);
        standings.set(Optional.of(History.begin(Map.of("east", EAST, "gone", GONE), 1)));
        Statuses statuses = () -> standings;
        Watches watches = new Watches(declared);
        Access access = new Access(new LocalOnly(), declared);
        new IntentApi(declared, () -> Optional.of(statuses), access, watches).mount(router);
        new MemberStatusApi(() -> Optional.of(statuses), access, watches).mount(router);
        services.set(Optional.of(History.begin(Map.of("shop/cart", CART), 7)));
        new GlobalServiceApi(() -> Optional.of(services), access, watches).mount(router);
        new ClusterIdApi(() -> Optional.of(RESERVATIONS)).mount(router);
        new ExportApi(() -> Optional.of(EXPORTS)).mount(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Files.writeString(directory.resolve("run.json"), "{\"api\": \"http://127.0.0.1:" + server.actualPort() + "\"}");
    }

    @AfterEach
    final void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    final int run(String... arguments) {
        StringWriter said = new StringWriter();
        StringWriter complained = new StringWriter();
        CommandLine line =
                Fleetctl.commandLine(Clock.fixed(InMemoryIntents.CREATED.plus(Duration.ofMinutes(3)), ZoneOffset.UTC));
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(complained, true));
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--run-file=" + directory.resolve("run.json");
        int exitCode = line.execute(all);
        out = said.toString();
        err = complained.toString();
        return exitCode;
    }

    final String file(String text) throws IOException {
        return Files.writeString(directory.resolve("fleet.yaml"), text).toString();
    }
}
