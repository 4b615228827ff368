package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What {@link CompletionTest} has the shell ask for. */
class CompleteCommandTest extends OnAServer {
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
}
