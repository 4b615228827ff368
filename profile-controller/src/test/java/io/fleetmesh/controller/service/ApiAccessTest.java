package io.fleetmesh.controller.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.controller.api.Elsewhere;
import io.fleetmesh.controller.api.LocalOnly;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiAccessTest {
    private static final Optional<Path> FILE = Optional.of(Path.of("x.pem"));

    private record Given(
            Optional<Integer> port,
            String host,
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<Path> clientCa,
            Optional<Set<String>> admins,
            Optional<Oidc> oidc)
            implements ApiConfig {}

    private static ApiConfig given(
            Optional<Integer> port, Optional<Path> certificate, Optional<Path> clientCa, Optional<Set<String>> admins) {
        return new Given(port, "0.0.0.0", certificate, certificate, clientCa, admins, Optional.empty());
    }

    private static void assertRefused(String key, ApiConfig config) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> new ApiAccess(config))
                .getMessage());
        assertTrue(message.startsWith("fleetmesh.api." + key + ":"), message);
    }

    @Test
    void withoutAPortOnlyThisMachineIsHeard() {
        ApiAccess access = new ApiAccess(given(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));

        assertInstanceOf(LocalOnly.class, access.plain());
        assertEquals(Optional.empty(), access.listener());
    }

    @Test
    void withOneNobodyIsHeardElsewhere() {
        ApiAccess access = new ApiAccess(given(Optional.of(8443), FILE, FILE, Optional.of(Set.of("alice"))));

        assertInstanceOf(Elsewhere.class, access.plain());
        assertTrue(access.listener().orElseThrow().required());
    }

    @Test
    void whatIsHalfSaidIsRefusedByKey() {
        Optional<Set<String>> alice = Optional.of(Set.of("alice"));
        assertRefused("port", given(Optional.empty(), FILE, FILE, alice));
        assertRefused("certificate", given(Optional.of(1), Optional.empty(), FILE, alice));
        assertRefused("client-ca", given(Optional.of(1), FILE, Optional.empty(), alice));
        assertRefused("admins", given(Optional.of(1), FILE, FILE, Optional.empty()));
        assertRefused("admins", given(Optional.of(1), FILE, FILE, Optional.of(Set.of())));
    }
}
