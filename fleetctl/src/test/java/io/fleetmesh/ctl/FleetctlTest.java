package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What all commands have in common. */
class FleetctlTest extends OnAServer {
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
    void whereNoServerAnswersItSaysSo() throws IOException {
        assertEquals(4, run("get", "members", "--server", "http://127.0.0.1:1"));
        assertTrue(err.startsWith("fleetctl: no answer from http://127.0.0.1:1 "), err);
        Files.delete(directory.resolve("run.json"));
        assertEquals(4, run("get", "members"));
        assertTrue(err.contains("names no running fleet: start one with './fleetmesh up', or give --server"), err);
    }
}
