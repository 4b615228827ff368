package io.fleetmesh.kit.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Kafka's client properties for TLS with a certificate and key in files, as the certificate authority issues them. */
public final class BusCredentials {
    private BusCredentials() {}

    /**
     * Reads them once: what replaces the files holds from the next start of the service on.
     *
     * @param directory with {@code tls.crt}, {@code tls.key} (PKCS#8) and {@code ca.crt}, in PEM
     * @throws IllegalArgumentException if one cannot be read
     */
    public static Map<String, String> properties(Path directory) {
        Map<String, String> properties = new HashMap<>();
        properties.put("security.protocol", "SSL");
        properties.put("ssl.keystore.type", "PEM");
        properties.put("ssl.keystore.certificate.chain", read(directory.resolve("tls.crt")));
        properties.put("ssl.keystore.key", read(directory.resolve("tls.key")));
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.certificates", read(directory.resolve("ca.crt")));
        return properties;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "fleetmesh.kafka.credentials: " + file + " cannot be read, expected PEM: " + e.getMessage(), e);
        }
    }
}
