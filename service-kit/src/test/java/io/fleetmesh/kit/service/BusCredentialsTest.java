package io.fleetmesh.kit.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusCredentialsTest {
    @TempDir
    Path directory;

    @Test
    void filesBecomeKafkasProperties() throws IOException {
        Files.writeString(directory.resolve("tls.crt"), "certificate");
        Files.writeString(directory.resolve("tls.key"), "key");
        Files.writeString(directory.resolve("ca.crt"), "authority");

        assertEquals(
                Map.of(
                        "security.protocol", "SSL",
                        "ssl.keystore.type", "PEM",
                        "ssl.keystore.certificate.chain", "certificate",
                        "ssl.keystore.key", "key",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.certificates", "authority"),
                BusCredentials.properties(directory));
    }

    @Test
    void aFileThatIsMissingIsNamedWithItsKey() throws IOException {
        Files.writeString(directory.resolve("tls.crt"), "certificate");

        String message = assertThrows(IllegalArgumentException.class, () -> BusCredentials.properties(directory))
                .getMessage();

        assertTrue(message.startsWith("fleetmesh.kafka.credentials: "), message);
        assertTrue(message.contains("tls.key"), message);
    }
}
