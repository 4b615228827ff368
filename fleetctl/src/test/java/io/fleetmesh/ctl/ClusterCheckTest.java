package io.fleetmesh.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.MemberSpec.Mode;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.api.Access;
import io.fleetmesh.controller.api.CheckApi;
import io.fleetmesh.controller.api.IntentApi;
import io.fleetmesh.controller.api.LocalOnly;
import io.fleetmesh.controller.api.Watches;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import io.fleetmesh.controller.domain.plan.check.Newcomers.Answer;
import io.fleetmesh.simulator.MemberSpec;
import io.fleetmesh.simulator.SimulatedMember;
import io.fleetmesh.simulator.Simulator;
import io.fleetmesh.simulator.manifest.Manifests;
import io.fleetmesh.watcher.kube.FirstLook;
import io.fleetmesh.watcher.kube.WatchTimings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code fleetctl check --kubeconfig} at simulated clusters, beside a server whose profile {@code shop} has one member. */
class ClusterCheckTest {
    private static final String HELM_OWNED = """
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: cilium-clustermesh
          namespace: kube-system
          labels: {app.kubernetes.io/managed-by: Helm}
          annotations: {meta.helm.sh/release-name: cilium, meta.helm.sh/release-namespace: kube-system}
        data: {west: cGF5bG9hZA==}
        """;

    private static final LabelSelector EVERYBODY = new LabelSelector(Map.of(), List.of());

    private static final io.fleetmesh.contract.resource.MemberSpec MEMBER =
            new io.fleetmesh.contract.resource.MemberSpec(
                    Optional.empty(), Optional.empty(), Placement.HUB, Mode.JOIN, Optional.empty(), Optional.empty());

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryIntents intents = new InMemoryIntents();
    private Simulator simulator;
    private SimulatedMember cluster;
    private String server;
    private int joined = 4;
    private List<Segment> segments = List.of();
    private List<ClusterIdReservation> remembered = List.of();
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(
                List.of(
                        MemberSpec.generated(3, 0),
                        MemberSpec.generated(4, 0),
                        new MemberSpec("owned", 5, 0, Manifests.parse("test", HELM_OWNED))),
                Clock.systemUTC());
        cluster = simulator.members().getFirst();
        Supplier<Optional<Intents>> declared = () -> Optional.of(intents);
        Router router = Router.router(vertx);
        Access access = new Access(new LocalOnly(), declared);
        new IntentApi(declared, Optional::empty, access, new Watches(declared)).mount(router);
        new CheckApi(() -> Optional.of(this::judge), access).mount(router);
        HttpServer listening = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        server = "http://127.0.0.1:" + listening.actualPort();
        declareProfile("shop");
    }

    private void declareProfile(String name) throws IOException {
        Path profile = Files.writeString(directory.resolve("profile.yaml"), """
                apiVersion: fleetmesh.io/v1alpha1
                kind: NetworkProfile
                metadata: {name: %s}
                spec: {memberSelector: {}}
                """.formatted(name));
        assertEquals(0, run("apply", "-f", profile.toString()), err);
    }

    @AfterEach
    void stop() {
        simulator.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** As the keeper does, beside one member: that of the number {@link #joined}, which is known by its facts. */
    private CompletionStage<Answer> judge(String profile, Newcomer newcomer) {
        if (!profile.equals("shop")) {
            return CompletableFuture.completedFuture(new Answer.NoProfile());
        }
        String name = "m%03d".formatted(joined);
        InventoryTable table = new InventoryTable();
        try {
            FirstLook.Result.Seen seen = assertInstanceOf(
                    FirstLook.Result.Seen.class,
                    FirstLook.at(kubeconfig(joined), Optional.empty(), WatchTimings.STANDARD, Clock.systemUTC()));
            // Its twin in every way is another cluster all the same.
            seen.facts().stream()
                    .filter(fact -> !fact.key().equals("identity"))
                    .forEach(fact -> table.evolve(name, fact.key(), Optional.of(fact)));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        NetworkProfileIntent declared = new NetworkProfileIntent(
                ObjectMeta.named(profile, Map.of()),
                new NetworkProfileSpec(
                        EVERYBODY,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        segments,
                        Optional.empty(),
                        60,
                        Optional.empty()));
        MemberIntent member = new MemberIntent(ObjectMeta.named(name, Map.of()), MEMBER);
        FleetState fleet = new FleetState(
                Map.of(declared.key(), declared, member.key(), member),
                Map.of(name, new Member(name, profile, name, joined)),
                Map.of(),
                remembered,
                Map.of());
        Newcomer.Judged judged =
                newcomer.beside(fleet, declared, table.all(), Clock.systemUTC().instant());
        return CompletableFuture.completedFuture(
                new Answer.Judged(judged.checks(), judged.unlooked(), newcomer.knownAs(table.all())));
    }

    private Path kubeconfig(int number) throws IOException {
        return kubeconfig(simulator.members().get(number - 3));
    }

    private Path kubeconfig(SimulatedMember member) throws IOException {
        return Files.writeString(directory.resolve(member.name() + ".kubeconfig"), member.kubeconfig());
    }

    private int run(String... arguments) {
        return runAt(server, arguments);
    }

    private int runAt(String address, String... arguments) {
        StringWriter said = new StringWriter();
        StringWriter complained = new StringWriter();
        CommandLine line = Fleetctl.commandLine(Clock.systemUTC());
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(complained, true));
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--server=" + address;
        int exitCode = line.execute(all);
        out = said.toString();
        err = complained.toString();
        return exitCode;
    }

    private int check() throws IOException {
        return run("check", "--kubeconfig", kubeconfig(cluster).toString());
    }

    @Test
    void aGoodClusterIsJudgedByTheChecksOfPlansAloneAndBesideTheFleet() throws IOException {
        assertEquals(0, check(), out + err);

        for (String title : List.of(
                "the kubeconfig can be used",
                "watchers may see what they need",
                "cluster IDs are unique and unchanged",
                "pod CIDRs do not overlap",
                "Kubernetes versions are supported",
                "nobody else joins the members into a mesh",
                "clocks agree",
                "there are identities left")) {
            assertTrue(out.contains(title), title + " is missing in: " + out);
        }
        assertTrue(out.contains("Looked at beside the members of profile shop."), out);
        assertFalse(out.contains("[pod-cidr-overlap]"), out);
    }

    @Test
    void whereSegmentsTellMembersApartItTakesItsLabelsToLookAtAll() throws IOException {
        segments = List.of(new Segment("all", EVERYBODY, List.of()));
        String file = kubeconfig(cluster).toString();

        assertEquals(5, check(), out + err);
        assertTrue(out.contains("  agent-capacity: the profile tells members apart by labels: say which"), out);

        assertEquals(0, run("check", "--kubeconfig", file, "--labels", "tier=web,region=eu"), out + err);
        assertFalse(out.contains("agent-capacity:"), out);

        assertEquals(5, run("check", "--kubeconfig", file, "--labels", "tier=a b"), out + err);
        assertTrue(out.contains("body: labels.tier: expected a label's value"), out);
        assertTrue(out.contains("correct what it names"), out);
        assertEquals(0, run("check", "--kubeconfig", file, "--labels", ""), out + err);
        assertEquals(2, run("check", "--kubeconfig", file, "--labels", "tier"), out + err);
        assertTrue(err.contains("--labels: 'tier': expected KEY=VALUE"), err);
        assertEquals(2, run("check", "--labels", "tier=web"), out + err);
    }

    @Test
    void whatCouldNotBeListedIsNotSaidToBeGood() throws IOException {
        cluster.faults().error("ciliumidentities", 500);

        assertEquals(5, check(), out + err);

        assertTrue(out.contains("[facts-complete]"), out);
    }

    @Test
    void aTwinOfAMemberCollidesWithIt() throws IOException {
        joined = 3;

        assertEquals(3, check(), out + err);

        assertTrue(out.contains("[cluster-name]"), out);
        assertTrue(out.contains("[cluster-id]"), out);
        assertTrue(out.contains("[pod-cidr-overlap]"), out);
    }

    @Test
    void anIdThatIsRememberedOfAnotherFailsAsInAPlan() throws IOException {
        remembered = List.of(new ClusterIdReservation("shop", 3, "gone", "old"));

        assertEquals(3, check(), out + err);

        assertTrue(out.contains("[cluster-id]"), out);
        assertTrue(out.contains("an ID that is not remembered: it was that of member 'gone'"), out);
        assertTrue(out.contains("fleetctl forget cluster-id 3 --profile shop --reason TEXT"), out);
        assertFalse(out.contains("[cluster-name]"), out);
    }

    @Test
    void whatItsAgentsWouldHoldIsCountedAndWhatIsNotLookedAtSaysWhy() throws IOException {
        assertEquals(0, check(), out + err);

        assertTrue(out.contains("agents can hold what they see"), out);
        assertTrue(out.matches("(?s).* m003: [1-9][0-9]* addresses.*"), out);
        assertTrue(out.contains("all families of 1 of 1 member are listed and readable"), out);
        assertTrue(out.contains("Not looked at; a plan does, once the cluster is declared:"), out);
        assertTrue(out.contains("  store-reachable: there is no store for it before it is a member"), out);
        assertFalse(out.contains("  agent-capacity:"), out);

        cluster.faults().deny("list", "ciliumendpoints");
        check();
        assertTrue(out.contains("  agent-capacity: what is known of the cluster does not have all of its"), out);
        assertTrue(out.contains("[facts-complete]"), out);
    }

    @Test
    void aRightThatIsMissingIsNamedAsTheDocumentHasIt() throws IOException {
        cluster.faults().deny("list", "configmaps");

        assertEquals(3, check(), out + err);

        assertTrue(out.contains("list configmaps 'cilium-config' in kube-system"), out);
        assertFalse(out.contains("watch configmaps"), out);
    }

    @Test
    void aSecretOfHelmsFailsWithTheStepsThatMigrateFromIt() throws IOException {
        cluster = simulator.members().getLast();

        assertEquals(3, check(), out + err);

        assertTrue(out.contains("[foreign-owner]"), out);
        assertTrue(out.contains("Secret kube-system/cilium-clustermesh of owned is Helm's"), out);
        assertTrue(out.contains("1. "), out);
    }

    @Test
    void withoutAServerItIsIncompleteAndWhatWasNotLookedAtIsSaidAndWhy() throws IOException {
        String file = kubeconfig(cluster).toString();
        assertEquals(5, runAt("http://127.0.0.1:1", "check", "--kubeconfig", file), out + err);
        assertTrue(out.contains("the cluster is looked at beside a fleet [beside-fleet]"), out);
        assertTrue(out.contains("not looked at: member-limit, pod-cidr-overlap"), out);
        assertTrue(out.contains("no answer from http://127.0.0.1:1"), out);
        assertTrue(out.contains("name a server that answers (--server), and who asks (--cert and --key"), out);
        assertTrue(out.contains("clocks agree"), out);
        assertEquals(5, runAt("http://127.0.0.1:1", "check", "--kubeconfig", file, "--profile", "shop"), out + err);
        assertTrue(out.contains("no answer from http://127.0.0.1:1"), out);
        assertTrue(out.contains("clocks agree"), out);
        cluster.faults().deny("list", "configmaps");
        assertEquals(3, runAt("http://127.0.0.1:1", "check", "--kubeconfig", file), out + err);
        assertTrue(out.contains("[beside-fleet]"), out);
        assertEquals(3, runAt("http://127.0.0.1:1", "check", "--kubeconfig", file, "--profile", "shop"), out + err);
        assertTrue(out.contains("[beside-fleet]"), out);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 503})
    void aServerThatRefusesToLookIsQuotedBesideTheClustersOwnChecks(int status) throws IOException {
        com.sun.net.httpserver.HttpServer refusing =
                com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            byte[] problem = "{\"title\": \"not allowed\", \"detail\": \"a planner of shop may\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(status, problem.length);
            exchange.getResponseBody().write(problem);
            exchange.close();
        });
        refusing.start();
        try {
            String address = "http://127.0.0.1:" + refusing.getAddress().getPort();
            String file = kubeconfig(cluster).toString();

            assertEquals(5, runAt(address, "check", "--kubeconfig", file, "--profile", "shop"), out + err);

            assertTrue(out.contains("not looked at: member-limit, pod-cidr-overlap"), out);
            assertTrue(out.contains("not allowed; a planner of shop may"), out);
            assertTrue(out.contains("clocks agree"), out);
            assertFalse(err.contains("not allowed"), err);
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void besideOneOfSeveralProfilesItIsLookedAtOnlyIfThatIsNamed() throws IOException {
        String file = kubeconfig(cluster).toString();
        declareProfile("bank");

        assertEquals(5, run("check", "--kubeconfig", file), out + err);
        assertTrue(out.contains("there are several profiles: bank, shop"), out);
        assertTrue(out.contains("say with --profile which it shall join; if the cluster alone is meant"), out);
        assertEquals(0, run("check", "--kubeconfig", file, "--profile", "shop"), out + err);

        assertEquals(3, run("check", "--kubeconfig", file, "--profile", "none"));
        assertTrue(out.contains("NetworkProfile/none: metadata.name: expected an object that there is"), out);
        assertTrue(out.contains("name a profile that there is, and who asks (--cert and --key"), out);
        assertTrue(out.contains("clocks agree"), out);
    }

    @Test
    void whoAsksForTheClusterAloneIsNotWarned() throws IOException {
        String file = kubeconfig(cluster).toString();

        assertEquals(0, runAt("http://127.0.0.1:1", "check", "--kubeconfig", file, "--alone"), out + err);

        assertFalse(out.contains("[beside-fleet]"), out);
        assertTrue(out.contains("not looked at beside a fleet: member-limit"), out);
        assertEquals(2, run("check", "--alone"));
        assertEquals(2, run("check", "--kubeconfig", file, "--alone", "--profile", "shop"));
    }

    /** One of its nodes has what a node of the member has. */
    @Test
    void aClusterOfFiveThousandNodesIsLookedAtBesideTheFleet() {
        List<MemberFact> facts = new ArrayList<>();
        facts.add(new ClusterFact(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty()));
        for (int node = 0; node < 5_000; node++) {
            int high = node / 256;
            int low = node % 256;
            facts.add(node(
                    "ip-11-%d-%d.eu-central-1.compute.internal".formatted(high, low),
                    List.of("11.%d.%d.0/24".formatted(high, low), "fd00:11:%x:%x::/64".formatted(high, low))));
        }
        facts.add(node("odd", List.of("10.0.0.0/8")));

        ClusterChecks.Told told = new BesideFleet(() -> new Api(server, Login.NONE), Optional.empty(), Optional.empty())
                .judge("large", facts);

        Check overlap = assertInstanceOf(ClusterChecks.Told.Looked.class, told).checks().stream()
                .filter(check -> check.name().equals("pod-cidr-overlap"))
                .findFirst()
                .orElseThrow();
        assertTrue(
                overlap.findings().getFirst().fact().contains("node odd of large has 10.0.0.0/8"), overlap.toString());
    }

    private static CiliumNodeFact node(String name, List<String> podCidrs) {
        return new CiliumNodeFact(name, List.of(), podCidrs, IpPair.NONE, IpPair.NONE, 0, 0, "", Map.of(), Map.of());
    }

    @Test
    void aKubeconfigOrAnApiThatCannotBeUsedIsAFailureOfItsOwn() throws IOException {
        Path file = Files.writeString(directory.resolve("config"), "kind: Config\ncurrent-context: a\ncontexts: []\n");
        assertEquals(3, run("check", "--kubeconfig", file.toString()), err);
        assertTrue(out.contains("the kubeconfig can be used [kubeconfig]"), out);

        String away = cluster.kubeconfig().replaceFirst("http://127.0.0.1:[0-9]+", "http://127.0.0.1:1");
        assertEquals(
                3, run("check", "--kubeconfig", Files.writeString(file, away).toString()), err);
        assertTrue(out.contains("members' APIs answer [api-reachable]"), out);
    }
}
