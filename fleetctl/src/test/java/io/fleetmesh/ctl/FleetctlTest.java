package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.api.Access;
import io.fleetmesh.controller.api.ClusterIdApi;
import io.fleetmesh.controller.api.ExportApi;
import io.fleetmesh.controller.api.GlobalServiceApi;
import io.fleetmesh.controller.api.IntentApi;
import io.fleetmesh.controller.api.LocalOnly;
import io.fleetmesh.controller.api.MemberStatusApi;
import io.fleetmesh.controller.api.Watches;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line at the server's own API. */
class FleetctlTest {
    private static final String FLEET = """
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

    @TempDir
    Path directory;

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

    private final Vertx vertx = Vertx.vertx();
    private final Kept<GlobalService> services = new Kept<>();
    private final Kept<Standing> standings = new Kept<>();
    private final InMemoryIntents intents = new InMemoryIntents();
    private HttpServer server;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws IOException {
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
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Files.writeString(directory.resolve("run.json"), "{\"api\": \"http://127.0.0.1:" + server.actualPort() + "\"}");
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int run(String... arguments) {
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

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("fleet.yaml"), text).toString();
    }

    @Test
    void aFileIsAppliedInAnOrderThatCanBeAcceptedAndChangesNothingTheSecondTime() throws IOException {
        String fleet = file(FLEET);

        assertEquals(0, run("apply", "-f", fleet), err);
        assertEquals("RolloutStrategy/calm created\nMember/east created\nNetworkProfile/shop created\n", out);
        assertEquals(0, run("apply", "-f", fleet, "--dry-run"), err);
        assertEquals("""
                RolloutStrategy/calm unchanged (dry run)
                Member/east unchanged (dry run)
                NetworkProfile/shop unchanged (dry run)
                """, out);
        assertEquals(0, run("apply", "-f", file(FLEET.replace("prod", "test"))), err);
        assertTrue(out.contains("Member/east changed\n"), out);
    }

    @Test
    void aDryRunOnlySaysWhatWouldBeDone() throws IOException {
        String strategy = file(FLEET.substring(FLEET.lastIndexOf("---")));

        assertEquals(0, run("apply", "--dry-run", "-f", strategy), err);
        assertEquals("RolloutStrategy/calm created (dry run)\n", out);
        assertEquals(3, run("get", "rolloutstrategies", "calm"));
        assertEquals("fleetctl: there is no RolloutStrategy/calm\n", err);
    }

    @Test
    void diffShowsEachFieldThatWouldChange() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);
        assertEquals(0, run("diff", "-f", file(FLEET)), err);
        assertEquals("", out);

        assertEquals(
                1, run("diff", "-f", file(FLEET.replace("region: eu", "zone: a").replace("10.0.0.1", "10.0.0.2"))));
        assertEquals("""
                Member/east
                - spec.address: "https://10.0.0.1:6443"
                + spec.address: "https://10.0.0.2:6443"
                - spec.region: "eu"
                + spec.zone: "a"
                """, out);
    }

    @Test
    void objectsAreShownAsTableYamlAndJson() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("get", "members"), err);
        assertEquals("""
                NAME  STATE      FOR  ACCESS                 PLACEMENT  MODE  REGION  AGE
                east  connected  2m   https://10.0.0.1:6443  hub        join  eu      3m
                gone  left       3m   -                      -          -     -       -
                """, out);
        assertEquals(0, run("get", "NetworkProfile", "shop"), err);
        assertEquals("NAME  SEGMENTS  STRATEGY  GENERATION  AGE\nshop  0         calm      1           3m\n", out);
        assertEquals(0, run("get", "member", "east", "-o", "yaml"), err);
        assertTrue(
                out.startsWith(
                        "---\napiVersion: \"fleetmesh.io/v1alpha1\"\nkind: \"Member\"\nmetadata:\n  name: \"east\"\n"),
                out);
        String yaml = out;
        assertEquals(0, run("apply", "-f", file(yaml)), err);
        assertEquals("Member/east unchanged\n", out);
        assertEquals(0, run("get", "members", "-o", "json"), err);
        assertTrue(out.contains("\"kind\" : \"MemberList\""), out);
        assertFalse(out.contains("gone"), "documents are what is declared");
        assertEquals(0, run("describe", "member", "east"), err);
        assertTrue(out.contains("metadata.labels.tier: \"prod\"\n"), out);
        assertTrue(out.contains("status.state: \"connected\"\n"), out);
        assertFalse(out.contains("status.helmValues"), out);
        assertTrue(out.endsWith("""

                Helm values for its Cilium ('fleetctl get member east -o helm'):

                  cluster:
                    id: 4
                    name: "123"
                """), out);
    }

    @Test
    void helmValuesAreAFileOfValues() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("get", "member", "east", "-o", "helm"), err);
        assertEquals("""
                cluster:
                  id: 4
                  name: "123"
                """, out);
    }

    @Test
    void whereThereAreNoHelmValuesItIsSaidWhyAndWhatIsNext() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET.replace("name: east", "name: gone"))), err);

        assertEquals(3, run("get", "member", "gone", "-o", "helm"));
        assertEquals("", out);
        assertEquals(
                "fleetctl: there are no Helm values for Member/gone: it has left\n  next: remove its watcher\n", err);
        assertEquals(3, run("get", "member", "nobody", "-o", "helm"));
        for (String[] wrong : new String[][] {
            {"get", "members", "-o", "helm"},
            {"get", "members", "east", "gone", "-o", "helm"},
            {"get", "profile", "shop", "-o", "helm"},
            {"get", "members", "-w", "-o", "helm"},
            {"plan", "profile", "shop", "-o", "helm"}
        }) {
            assertEquals(2, run(wrong), String.join(" ", wrong));
        }
    }

    @Test
    void whereAMemberStandsIsShownThoughItIsDeclaredNoMore() {
        assertEquals(0, run("describe", "member", "gone"), err);
        for (String line :
                List.of("state: \"left\"", "since: ", "reason: \"it has left\"", "next: \"remove its watcher\"")) {
            assertTrue(out.contains("\n" + line), out);
        }
        assertEquals(0, run("get", "member", "gone"), err);
        assertTrue(out.endsWith("gone  left   3m   -       -          -     -       -\n"), out);
        assertEquals(3, run("get", "member", "gone", "-o", "yaml"));
        assertEquals(3, run("describe", "member", "nobody"));
        assertTrue(err.contains("there is no Member/nobody"), err);
    }

    @Test
    void someAreShownByNameOrByLabelAndMoreOfThemIfAskedFor() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("get", "members", "-o", "wide", "-l", "tier in (prod)"), err);
        assertEquals("""
                NAME  STATE      FOR  ACCESS                 PLACEMENT  MODE  REGION  AGE  CLUSTER  ID  ZONE  MANAGED-BY  LABELS
                east  connected  2m   https://10.0.0.1:6443  hub        join  eu      3m   e        4   -     -           tier=prod
                """, out);
        assertEquals(0, run("get", "members", "-l", "tier=test"), err);
        assertEquals("there are no members with such labels\n", err);
        assertEquals(3, run("get", "members", "north", "east"));
        assertTrue(out.endsWith("east  connected  2m   https://10.0.0.1:6443  hub        join  eu      3m\n"), out);
        assertEquals("fleetctl: there is no Member/north\n", err);
        assertEquals(2, run("get", "members", "east", "-l", "a=b"));
        assertEquals(2, run("get", "services", "-l", "a=b"));
        assertEquals(3, run("get", "members", "-l", "a=b=c"));
        assertTrue(err.contains("labelSelector: expected requirements such as"), err);
    }

    @Test
    void servicesOfTheFleetAreShown() {
        assertEquals(0, run("get", "services"), err);
        assertEquals("""
                NAMESPACE  NAME  EXPORTERS  BACKENDS  CONFLICTS  HELD
                shop       cart  2          5         1          1
                """, out);
        assertEquals(0, run("get", "services", "shop/cart", "-o", "wide"), err);
        assertTrue(out.endsWith("5         1          1     east,west  north    type\n"), out);
        assertEquals(3, run("get", "services", "shop/none"));
    }

    @Test
    void aClusterIdIsForgottenWithAReasonOrTheRefusalShown() {
        assertEquals(0, run("forget", "cluster-id", "5", "--profile", "shop", "--reason", "gone & over"), err);
        assertEquals("cluster ID 5 of NetworkProfile/shop forgotten; it was that of Member/gone & over\n", out);
        assertEquals(3, run("forget", "cluster-id", "4", "--profile", "shop", "--reason", "x"));
        assertTrue(err.contains("NetworkProfile/shop: cluster ID: expected another, found 4"), err);
        assertEquals(2, run("forget", "cluster-id", "5", "--profile", "shop"));
    }

    @Test
    void anExportIsApprovedOrTakenBackOrTheRefusalShown() {
        String[] of = {"--profile", "blue", "--reason", "it & moves"};
        assertEquals(0, run("approve", "export", "shop/cart", "--member", "north", of[0], of[1], of[2], of[3]), err);
        assertEquals("shop/cart of NetworkProfile/blue may be exported by east, north\n", out);
        assertEquals(0, run("revoke", "export", "shop/cart", "--member", "north", of[0], of[1], of[2], of[3]), err);
        assertEquals("shop/cart of NetworkProfile/blue may be exported by nobody\n", out);
        assertEquals(3, run("approve", "export", "shop/cart", "--member", "x", of[0], of[1], of[2], of[3]));
        assertTrue(err.contains("NetworkProfile/blue: member: expected a member, found it & moves"), err);
        assertEquals(2, run("approve", "export", "cart", "--member", "north", of[0], of[1], of[2], of[3]));
        assertTrue(err.contains("expected NAMESPACE/NAME, found 'cart'"), err);
        assertEquals(2, run("approve", "export", "shop/cart", "--member", "north", of[0], of[1]));
    }

    @Test
    void theShellIsGivenNamesOrNothing() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("__complete", "members", "e"));
        assertEquals("east\n", out);
        assertEquals(0, run("__complete", "profile", "x"));
        assertEquals("", out);
        assertEquals(0, run("__complete", "services"));
        assertEquals("shop/cart\n", out);
        assertEquals(0, run("__complete", "cluster-ids", ""));
        assertEquals("9\n", out);
        assertEquals(0, run("__complete", "cluster-ids", "4"));
        assertEquals("", out);
        Files.delete(directory.resolve("run.json"));
        assertEquals(0, run("__complete", "members", ""));
        assertEquals("", out + err);
    }

    @Test
    void helpNamesExitCodesAndTheVersionIsThatOfTheBuild() {
        assertEquals(0, run("--help"));
        assertTrue(out.contains("3   refused by the server"), out);
        assertTrue(!out.contains("__complete"), out);
        assertEquals(0, run("get", "--help"));
        assertTrue(out.contains("Exit codes:"), out);
        assertEquals(0, run("--version"));
        assertTrue(out.matches("fleetctl [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n"), out);
    }

    @Test
    void anObjectIsDeletedUnlessAnotherNamesIt() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(3, run("delete", "rolloutstrategy", "calm"));
        assertTrue(
                err.contains("NetworkProfile/shop: spec.rolloutStrategy: expected the name of a RolloutStrategy"), err);
        assertEquals(0, run("delete", "member", "east", "--dry-run"), err);
        assertEquals("Member/east deleted (dry run)\n", out);
        assertEquals(0, run("delete", "member", "east"), err);
        assertEquals(3, run("delete", "member", "east"));
    }

    @Test
    void ifTheServerRefusesSomethingNothingIsApplied() throws IOException {
        assertEquals(3, run("apply", "-f", file(FLEET.replace("https:", "http:").replace("region: eu", "regoin: eu"))));
        assertEquals("", out);
        assertTrue(err.startsWith("fleetctl: The object cannot be accepted\n"), err);
        assertTrue(err.endsWith("\n  nothing is applied, for it is all or nothing\n"), err);
        assertTrue(err.contains("  Member/east: spec.regoin: expected no such field;"), err);
        assertTrue(err.contains("  Member/east: spec.address: expected an address such as"), err);
    }

    /** The profile names the strategy, which is in no other place than the same file. */
    @Test
    void whatWouldBeDoneIsToldOfAllObjectsTogether() throws IOException {
        String fleet = file(FLEET);

        assertEquals(0, run("apply", "--dry-run", "-f", fleet), err);
        assertEquals("""
                RolloutStrategy/calm created (dry run)
                Member/east created (dry run)
                NetworkProfile/shop created (dry run)
                """, out);
        assertEquals(1, run("diff", "-f", fleet), err);
        assertTrue(out.contains("spec.rolloutStrategy"), out);
        assertEquals(0, run("apply", "-f", fleet), err);
    }

    /** What was read and is sent back is of the state that was read. */
    @Test
    void nobodysChangeIsUndoneByAnOldCopy() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);
        assertEquals(0, run("get", "member", "east", "-o", "yaml"), err);
        String copy = out;
        assertEquals(0, run("apply", "-f", file(FLEET.replace("prod", "test"))), err);

        assertEquals(3, run("apply", "-f", file(copy)));
        assertTrue(err.contains("Member/east: metadata.resourceVersion: expected "), err);
        assertEquals(0, run("apply", "-f", file(copy.replaceAll("(?m)^  resourceVersion: .*\\n", ""))), err);
    }

    private String kubeconfig(String... contexts) throws IOException {
        StringBuilder text = new StringBuilder("kind: Config\ncurrent-context: south\nusers: []\n");
        text.append("clusters:\n");
        for (String context : contexts) {
            text.append("- {name: %s, cluster: {server: 'https://%s'}}\n".formatted(context, context));
        }
        text.append("contexts:\n");
        for (String context : contexts) {
            text.append("- {name: %s, context: {cluster: %s, user: u}}\n".formatted(context, context));
        }
        return Files.writeString(directory.resolve("c.kubeconfig"), text).toString();
    }

    @Test
    void whatIsDiscoveredIsDeclaredUnlessItIsThere() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("discover", "--apply", kubeconfig("east", "west")), err);
        assertEquals("Member/east left alone: it is declared by a person\nMember/west created\n", out);
        assertEquals(0, run("discover", "--apply", kubeconfig("west", "north")), err);
        assertEquals("Member/west there already\nMember/north created\n", out);
        String other = FLEET.substring(FLEET.indexOf("---") + 4, FLEET.lastIndexOf("---"))
                .replaceAll("address: [^,]*,", "kubeconfig: {name: c},");
        assertEquals(0, run("apply", "-f", file(other)), err);
        assertEquals(0, run("discover", "--apply", kubeconfig("south")), err);
        assertEquals("Member/south left alone: it is Member/east\n", out);
    }

    /** Between the look and the declaration: the server decides, and none of the others is declared either. */
    @Test
    void whatSomebodyDeclaresWhileOneDiscoversIsNotOverwritten() throws IOException {
        Intent east = Intent.of(
                ObjectMeta.named("east", Map.of("tier", "prod")),
                new MemberSpec(
                        Optional.empty(),
                        Optional.of("https://10.0.0.1"),
                        MemberSpec.Placement.HUB,
                        MemberSpec.Mode.JOIN,
                        Optional.empty(),
                        Optional.empty()));
        intents.beforeTheNext(new IntentChange.Create(east));

        assertEquals(3, run("discover", "--apply", kubeconfig("north", "east")));

        assertTrue(err.contains("Member/east: metadata.resourceVersion: expected "), err);
        assertTrue(err.endsWith("\n  nothing is applied, for it is all or nothing\n"), err);
        assertEquals(0, run("describe", "member", "east"), err);
        assertTrue(out.contains("metadata.labels.tier: \"prod\"\n"), out);
        assertEquals(3, run("get", "member", "north", "-o", "yaml"));
    }

    @Test
    void whatCannotBeSentSaysWhy() throws IOException {
        assertEquals(3, run("apply", "-f", file("a: *b")));
        assertTrue(err.contains("expected no anchors and aliases"), err);
        assertEquals(3, run("apply", "-f", file("kind: Pod\nmetadata: {name: a}")));
        assertTrue(err.contains("Pod/a: kind: expected one of Member, NetworkProfile, RolloutStrategy"), err);
        assertEquals(3, run("apply", "-f", directory.resolve("none").toString()));
        assertTrue(err.startsWith("fleetctl: cannot read "), err);
        assertEquals(2, run("get", "pods"));
        assertTrue(
                err.contains(
                        "no kind 'pods'; expected one of members, profiles, strategies, bindings, services or plans"),
                err);
        assertEquals(
                "  'fleetctl --help' says what there is", err.lines().toList().getLast());
        assertEquals(2, run("apply"));
        assertEquals(2, run("get", "members", "--outptu=yaml"));
        assertTrue(err.contains("--output"), err);
    }

    @Test
    void whereThereIsNothingToListItSaysSo() {
        assertEquals(0, run("get", "bindings"), err);
        assertEquals("there are no bindings\n", err);
        assertEquals("", out);
        assertEquals(0, run("get", "bindings", "-o", "json"), err);
        assertTrue(out.contains("\"items\" : [ ]"), out);
    }

    @Test
    void whereNoServerAnswersItSaysSo() throws IOException {
        assertEquals(4, run("get", "members", "--server", "http://127.0.0.1:1"));
        assertTrue(err.startsWith("fleetctl: no answer from http://127.0.0.1:1 "), err);
        Files.delete(directory.resolve("run.json"));
        assertEquals(4, run("get", "members"));
        assertTrue(err.contains("names no running fleet: start one with './fleetmesh up', or give --server"), err);
    }
}
