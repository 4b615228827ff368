package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ApplyCommandTest extends OnAServer {
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

    @Test
    void ifTheServerRefusesSomethingNothingIsApplied() throws IOException {
        assertEquals(3, run("apply", "-f", file(FLEET.replace("https:", "http:").replace("region: eu", "regoin: eu"))));
        assertEquals("", out);
        assertTrue(err.startsWith("fleetctl: The object cannot be accepted\n"), err);
        assertTrue(err.endsWith("\n  nothing is applied, for it is all or nothing\n"), err);
        assertTrue(err.contains("  Member/east: spec.regoin: expected no such field;"), err);
        assertTrue(err.contains("  Member/east: spec.address: expected an address such as"), err);
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
}
