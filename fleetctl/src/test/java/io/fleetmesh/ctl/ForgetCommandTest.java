package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ForgetCommandTest extends OnAServer {
    @Test
    void aClusterIdIsForgottenWithAReasonOrTheRefusalShown() {
        assertEquals(0, run("forget", "cluster-id", "5", "--profile", "shop", "--reason", "gone & over"), err);
        assertEquals("cluster ID 5 of NetworkProfile/shop forgotten; it was that of Member/gone & over\n", out);
        assertEquals(3, run("forget", "cluster-id", "4", "--profile", "shop", "--reason", "x"));
        assertTrue(err.contains("NetworkProfile/shop: cluster ID: expected another, found 4"), err);
        assertEquals(2, run("forget", "cluster-id", "5", "--profile", "shop"));
    }
}
