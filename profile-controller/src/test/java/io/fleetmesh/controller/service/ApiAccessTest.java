package io.fleetmesh.controller.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.controller.api.ApiLimits;
import io.fleetmesh.controller.api.Elsewhere;
import io.fleetmesh.controller.api.LocalOnly;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ApiAccessTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Optional<Path> FILE = Optional.of(Path.of("x.pem"));

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static ApiConfig given(Map<String, String> settings) {
        SmallRyeConfigBuilder config =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ApiConfig.class);
        settings.forEach((key, value) -> config.withDefaultValue("fleetmesh.api." + key, value));
        return config.build().getConfigMapping(ApiConfig.class);
    }

    private static ApiConfig given(
            Optional<Integer> port, Optional<Path> certificate, Optional<Path> clientCa, Optional<String> admins) {
        Map<String, String> settings = new TreeMap<>();
        port.ifPresent(number -> settings.put("port", number.toString()));
        certificate.ifPresent(file -> {
            settings.put("certificate", file.toString());
            settings.put("key", file.toString());
        });
        clientCa.ifPresent(file -> settings.put("client-ca", file.toString()));
        admins.ifPresent(names -> settings.put("admins", names));
        return given(settings);
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
        ApiAccess access = new ApiAccess(given(Optional.of(8443), FILE, FILE, Optional.of("alice")));

        assertInstanceOf(Elsewhere.class, access.plain());
        assertTrue(access.listener().orElseThrow().required());
    }

    @Test
    void whatIsHalfSaidIsRefusedByKey() {
        Optional<String> alice = Optional.of("alice");
        assertRefused("port", given(Optional.empty(), FILE, FILE, alice));
        assertRefused("certificate", given(Optional.of(1), Optional.empty(), FILE, alice));
        assertRefused("client-ca", given(Optional.of(1), FILE, Optional.empty(), alice));
        assertRefused("admins", given(Optional.of(1), FILE, FILE, Optional.empty()));
        assertRefused("admins", given(Optional.of(1), FILE, FILE, Optional.of("")));
    }

    private static ApiAccess trusting(Map<String, String> oidc) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "port", "8443", "certificate", "x.pem", "key", "x.pem", "admins", "alice", "oidc.audience", "us"));
        oidc.forEach((key, value) -> settings.put("oidc." + key, value));
        return new ApiAccess(given(settings));
    }

    @Test
    void anIssuerSaysWhereItsKeysAreOrWeDo() {
        for (Map<String, String> enough : List.of(
                Map.of("issuer", "https://id.example.org/realms/fleet"),
                Map.of("issuer", "https://id.example.org", "jwks", "https://id.example.org/keys?app=1"),
                Map.of("issuer", "fleet", "jwks", "keys.json"))) {
            ApiAccess access = trusting(enough);
            assertTrue(access.credentials(VERTX).isPresent());
            assertFalse(access.listener().orElseThrow().required());
        }
    }

    @Test
    void keysByOtherMeansThanTlsAreRefusedByKey() {
        assertNoKeys("oidc.issuer: expected an address that begins with https://", Map.of("issuer", "fleet"));
        assertNoKeys("oidc.issuer: expected an address that begins with https://", Map.of("issuer", "http://id"));
        assertNoKeys(
                "oidc.jwks: expected an address that begins with https://",
                Map.of("issuer", "https://id", "jwks", "http://id/keys"));
        assertNoKeys("oidc.ca: none.pem cannot be read", Map.of("issuer", "https://id", "ca", "none.pem"));
    }

    private static void assertNoKeys(String expected, Map<String, String> oidc) {
        ApiAccess access = trusting(oidc);
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> access.credentials(VERTX))
                .getMessage());
        assertTrue(message.startsWith("fleetmesh.api." + expected), message);
    }

    @Test
    void whatIsNotSetIsAsUsual() {
        assertEquals(ApiLimits.USUAL, new ApiAccess(given(Map.of())).limits());
    }

    @Test
    void boundsByWhichNobodyCouldBeServedAreRefusedByKey() {
        for (Map.Entry<String, String> wrong : Map.ofEntries(
                        Map.entry("connections.open", "0"),
                        Map.entry("connections.per-address", "-1"),
                        Map.entry("connections.idle", "20s"),
                        Map.entry("requests.open", "0"),
                        Map.entry("requests.per-caller", "0"),
                        Map.entry("requests.unauthenticated-per-address", "0"),
                        Map.entry("requests.patience", "0s"),
                        Map.entry("watches.open", "0"),
                        Map.entry("watches.per-caller", "0"),
                        Map.entry("watches.queued-bytes", "1"),
                        Map.entry("watches.patience", "0s"))
                .entrySet()) {
            ApiAccess access = new ApiAccess(given(Map.of(wrong.getKey(), wrong.getValue())));
            String message = String.valueOf(
                    assertThrows(IllegalArgumentException.class, access::limits).getMessage());
            assertTrue(message.startsWith("fleetmesh.api." + wrong.getKey() + ": expected at least "), message);
        }
    }
}
