package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.CheckOverride;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.plan.Signature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Plans and checks, at a server that has one plan. */
class PlanCommandTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String ROOT = "/apis/fleetmesh.io/v1alpha1/";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Plan plan = plan(Level.FAIL, List.of());
    private String name = "fleetctl";
    private int applyStatus = 200;
    private HttpServer server;
    private String out = "";
    private String err = "";

    private static Plan plan(Level level, List<CheckOverride> overrides) {
        return plan(
                level, overrides, 1, List.of(new FieldChange("spec.drainSeconds", Optional.of("9"), Optional.of("8"))));
    }

    private static Plan plan(
            Level level, List<CheckOverride> overrides, int approvalsNeeded, List<FieldChange> fields) {
        List<Finding> findings = level == Level.PASS
                ? List.of()
                : List.of(new Finding(
                        level, List.of("east"), "node n1 and node n2 have 10.1.0.0/24", "give one other ranges"));
        return new Plan(
                "p-7",
                "shop",
                "ab".repeat(32),
                NOW.minusSeconds(180),
                "anna",
                NOW.plusSeconds(60).plusNanos(9),
                fields,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new Check("pod-cidr-overlap", "addresses", "pod CIDRs do not overlap", level, "", findings, 0)),
                overrides,
                approvalsNeeded,
                List.of(),
                Optional.empty());
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::reply);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void reply(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(ROOT.length());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String query = exchange.getRequestURI().getQuery();
        asked.add(exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query) + " " + body);
        switch (path) {
            case "networkprofiles" -> send(exchange, 200, "{\"items\":[{\"metadata\":{\"name\":\"shop\"}}]}");
            case "networkprofiles/shop/plan" -> send(exchange, 201, document().toString());
            case "plans" -> send(exchange, 200, "{\"items\":[" + document() + "]}");
            case "plans/p-7/apply" ->
                send(
                        exchange,
                        applyStatus,
                        applyStatus == 200
                                ? document().toString()
                                : "{\"title\":\"refused\",\"detail\":\"the inputs are others\"}");
            case "plans/p-7", "plans/p-7/overrides", "plans/p-7/approvals" ->
                send(exchange, 200, document().toString());
            default -> send(exchange, 404, "{\"title\":\"There is no such object\",\"detail\":\"" + path + "\"}");
        }
    }

    private ObjectNode document() {
        ObjectNode document =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "x").put("kind", "Plan");
        document.putObject("metadata").put("name", plan.id());
        document.setAll(Codec.tree(plan));
        return document;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.sendResponseHeaders(status, 0);
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private int run(String... arguments) {
        StringWriter said = new StringWriter();
        StringWriter complained = new StringWriter();
        CommandLine line =
                Fleetctl.commandLine(Clock.fixed(NOW, ZoneOffset.UTC)).setCommandName(name);
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(complained, true));
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] =
                "--server=http://127.0.0.1:" + server.getAddress().getPort();
        int exitCode = line.execute(all);
        out = said.toString();
        err = complained.toString();
        return exitCode;
    }

    @Test
    void aPlanIsShownAndItsExitCodeSaysWhetherSomethingFails() {
        assertEquals(3, run("plan", "profile", "shop"), err);
        assertTrue(out.startsWith("Plan p-7 of profile shop: 1 field of the profile changes\n"), out);
        assertTrue(out.contains(" by anna, expires 2026-01-31T12:01:00Z\n"), out);
        assertTrue(out.contains("node n1 and node n2 have 10.1.0.0/24"), out);
        assertTrue(out.contains("fleetctl plan apply p-7 --override CHECK --reason TEXT"), out);

        plan = plan(
                Level.FAIL, List.of(new CheckOverride("pod-cidr-overlap", "going away", "ben", NOW, List.of("east"))));
        assertEquals(0, run("plan", "profile", "shop"), err);
        plan = plan(Level.WARN, List.of());
        assertEquals(0, run("plan", "profile", "shop", "-o", "json"), err);
        assertTrue(out.contains("\"inputsHash\""), out);
        assertEquals(3, run("plan", "profile", "none"));
        assertTrue(err.contains("There is no such object"), err);
    }

    @Test
    void aPlanOnlyForALookIsNotKept() {
        assertEquals(3, run("plan", "profile", "shop", "--dry-run"), err);

        assertEquals(List.of("POST networkprofiles/shop/plan?dryRun=true {}"), asked);
        assertTrue(out.contains("node n1 and node n2 have 10.1.0.0/24"), out);
        assertTrue(out.endsWith("\n\nNothing of it is kept: without --dry-run it can be applied.\n"), out);
    }

    @Test
    void aPlanIsDiscardedByDelete() {
        assertEquals(0, run("delete", "plan", "p-7"), err);
        assertEquals("Plan/p-7 deleted\n", out);
        assertEquals(0, run("delete", "plans", "p-7", "--dry-run"), err);
        assertEquals("Plan/p-7 deleted (dry run)\n", out);
        assertEquals(List.of("DELETE plans/p-7?dryRun=false ", "DELETE plans/p-7?dryRun=true "), asked);
        assertEquals(3, run("delete", "plan", "none"));
        assertEquals(2, run("delete", "service", "shop/cart"));
        assertTrue(err.contains("expected one of members, profiles, strategies, bindings or plans"), err);
    }

    @Test
    void whereNothingWouldChangeThereIsNothingToApply() {
        plan = plan(Level.WARN, List.of(), 0, List.of());
        assertEquals(0, run("plan", "profile", "shop"), err);
        assertTrue(out.endsWith("\n\nThere is nothing to apply.\n"), out);

        plan = plan(Level.FAIL, List.of(), 0, List.of());
        assertEquals(3, run("plan", "profile", "shop"), err);
        assertTrue(out.contains("It cannot be applied as it is"), out);
    }

    @Test
    void whatIsToBeTypedNextIsCalledAsThisWas() {
        name = "./fleetmesh ctl";
        plan = plan(Level.PASS, List.of());
        assertEquals(0, run("plan", "profile", "shop"), err);
        assertTrue(out.endsWith("""
                  ./fleetmesh ctl plan approve p-7
                Then, to apply it:
                  ./fleetmesh ctl plan apply p-7
                """), out);
        assertEquals(2, run("plan", "nothing"));
        assertTrue(err.contains("'./fleetmesh ctl plan --help' says what there is"), err);
    }

    @Test
    void aPlanThatWaitsForASecondPersonSaysSoAndHowToApprove() {
        plan = plan(Level.PASS, List.of());
        assertEquals(0, run("plan", "profile", "shop"), err);
        assertTrue(out.endsWith("""

                It needs the approval of 1 who neither made it nor will apply it:
                  fleetctl plan approve p-7
                Then, to apply it:
                  fleetctl plan apply p-7
                """), out);

        plan = plan.with(List.of(), List.of(new Signature("anna", NOW)), Optional.empty());
        assertEquals(0, run("plan", "profile", "shop"), err);
        assertTrue(out.contains("fleetctl plan approve p-7"), "the maker's own does not count: " + out);

        plan = plan.with(List.of(), List.of(new Signature("ben", NOW)), Optional.empty());
        assertEquals(0, run("plan", "profile", "shop"), err);
        assertTrue(out.endsWith("\nTo apply it:\n  fleetctl plan apply p-7\n"), out);
        assertEquals(0, run("get", "plans"), err);
        assertTrue(out.contains(" open "), out);
    }

    @Test
    void checksThatSomebodyCouldAnswerForCompleteALine() {
        assertEquals(0, run("__complete", "checks", "pod", "p-7"), err);
        assertEquals("pod-cidr-overlap\n", out);
        assertEquals(0, run("__complete", "checks", "x", "p-7"), err);
        assertEquals("", out);
        assertEquals(0, run("__complete", "checks", "", "none"), err);
        assertEquals("", out);
        plan = plan(
                Level.FAIL, List.of(new CheckOverride("pod-cidr-overlap", "going away", "ben", NOW, List.of("east"))));
        assertEquals(0, run("__complete", "checks", "", "p-7"), err);
        assertEquals("", out);
    }

    @Test
    void aPlanIsAppliedWithWhatSomebodyAnswersFor() {
        assertEquals(
                0,
                run(
                        "plan",
                        "apply",
                        "p-7",
                        "--override",
                        "pod-cidr-overlap",
                        "--reason",
                        "n2 goes",
                        "--override",
                        "clock-skew",
                        "--reason",
                        "known"),
                err);
        assertEquals(
                List.of(
                        "POST plans/p-7/overrides {\"check\":\"pod-cidr-overlap\",\"reason\":\"n2 goes\"}",
                        "POST plans/p-7/overrides {\"check\":\"clock-skew\",\"reason\":\"known\"}",
                        "POST plans/p-7/apply {}"),
                asked);
        assertTrue(out.endsWith("Plan/p-7 applied\n"), out);
        assertEquals(2, run("plan", "apply", "p-7", "--override", "pod-cidr-overlap"));

        applyStatus = 409;
        assertEquals(3, run("plan", "apply", "p-7"));
        assertTrue(err.contains("the inputs are others"), err);
    }

    @Test
    void aPlanIsApprovedListedAndDescribed() {
        assertEquals(0, run("plan", "approve", "p-7"), err);
        assertEquals("Plan/p-7 approved: 0 of 1 needed\n", out);
        assertEquals(0, run("get", "plans"), err);
        assertEquals("""
                ID   PROFILE  MEMBERS  VIEWS  CHECKS  STATE       AGE
                p-7  shop     0        0      fail 1  unapproved  3m
                """, out);
        assertEquals(0, run("describe", "plan", "p-7"), err);
        assertTrue(out.startsWith("Plan p-7 of profile shop"), out);
    }

    @Test
    void checksAreThoseOfEachProfile() {
        assertEquals(3, run("check"), err);
        assertTrue(out.startsWith("Profile shop\n\naddresses\n---------\n"), out);
        assertTrue(out.contains("pod CIDRs do not overlap [pod-cidr-overlap]"), out);
        plan = plan(Level.PASS, List.of());
        asked.clear();
        assertEquals(0, run("check", "--profile", "shop"), err);
        assertEquals(List.of("POST networkprofiles/shop/plan?dryRun=true {}"), asked);
    }
}
