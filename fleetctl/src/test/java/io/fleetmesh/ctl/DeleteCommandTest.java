package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DeleteCommandTest extends OnAServer {
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
}
