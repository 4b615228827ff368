package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PlanWatchTest extends WatchedApi {
    @Test
    void plansAreWatchedByThoseWhoMaySeeThem() throws IOException, InterruptedException {
        tenants();
        plans.put("test-1", "test");
        BufferedReader lines = watch("plans?watch=true&resourceVersion=0", "prod-op");
        BufferedReader admins = watch("plans?watch=true&profile=test");
        assertEquals("ADDED test-1@", next(admins));
        assertEquals("BOOKMARK @1", next(lines));
        assertEquals("BOOKMARK @1", next(admins));

        plans.put("test-2", "test");
        plans.put("prod-1", "prod");
        plans.remove("test-1");
        plans.remove("prod-1");

        assertEquals("ADDED prod-1@3", next(lines));
        assertEquals("DELETED prod-1@5", next(lines));
        assertEquals("ADDED test-2@2", next(admins));
        assertEquals("DELETED test-1@4", next(admins));
        role("viewer");
        assertEndsWith(410, lines);
        plans.put("test-3", "test");
        assertEquals("ADDED test-3@6", next(admins));
        assertEquals(410, ask("plans?watch=true&resourceVersion=9", "prod-op").statusCode());
        assertEquals(400, ask("plans?watch=true&resourceVersion=x", "prod-op").statusCode());
        plans.leave();
        assertEndsWith(503, admins);
    }
}
