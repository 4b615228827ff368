package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DiffCommandTest extends OnAServer {
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
}
