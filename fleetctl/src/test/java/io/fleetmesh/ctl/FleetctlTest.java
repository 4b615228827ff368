package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.controller.api.IntentApi;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.IntentRules;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private String out = "";
    private String err = "";

    /** Keeps objects as the bus does, as far as a caller can tell. */
    private static final class InMemory implements Intents {
        private final NavigableMap<String, Intent> all = new TreeMap<>();
        private int version;

        @Override
        public synchronized Optional<NavigableMap<String, Intent>> all() {
            return Optional.of(new TreeMap<>(all));
        }

        @Override
        public synchronized CompletionStage<Outcome> change(IntentChange change, Caller caller, boolean dryRun) {
            version++;
            IntentDecision decision = IntentRules.decide(all, change, dryRun ? "0" : Integer.toString(version));
            if (decision instanceof IntentDecision.Written(Intent intent, boolean _) && !dryRun) {
                all.put(intent.key(), intent);
            }
            if (decision instanceof IntentDecision.Deleted(Intent intent) && !dryRun) {
                all.remove(intent.key());
            }
            return CompletableFuture.completedFuture(new Outcome.Decided(decision));
        }
    }

    @BeforeEach
    void start() throws IOException {
        Intents intents = new InMemory();
        Router router = Router.router(vertx);
        new IntentApi(() -> Optional.of(intents)).mount(router);
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
        CommandLine line = Fleetctl.commandLine();
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
                NAME  ADDRESS                KUBECONFIG  PLACEMENT  REGION  ZONE
                east  https://10.0.0.1:6443  -           hub        eu      -
                """, out);
        assertEquals(0, run("get", "NetworkProfile", "shop"), err);
        assertEquals("NAME  SEGMENTS  STRATEGY  GENERATION\nshop  -         calm      1\n", out);
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
        assertEquals(0, run("describe", "member", "east"), err);
        assertTrue(out.contains("metadata.labels.tier: \"prod\"\n"), out);
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
    void whatTheServerRefusesIsShownAndTheRestIsApplied() throws IOException {
        assertEquals(3, run("apply", "-f", file(FLEET.replace("https:", "http:").replace("region: eu", "regoin: eu"))));
        assertEquals("RolloutStrategy/calm created\nNetworkProfile/shop created\n", out);
        assertTrue(err.startsWith("Member/east refused: The object cannot be accepted\n"), err);
        assertTrue(err.contains("  Member/east: spec.regoin: expected no such field;"), err);
        assertTrue(err.contains("  Member/east: spec.address: expected an address such as"), err);
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
        assertTrue(err.contains("no kind 'pods'; expected one of members, networkprofiles, rolloutstrategies"), err);
        assertEquals(2, run("apply"));
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
