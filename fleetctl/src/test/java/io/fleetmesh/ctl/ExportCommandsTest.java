package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** {@code approve} and {@code revoke}. */
class ExportCommandsTest extends OnAServer {
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
}
