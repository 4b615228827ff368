package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The certificate by which a kubeconfig's user shows who it is. */
final class ClientCertificate {
    private ClientCertificate() {}

    /** Its end; empty where the user has none, or it cannot be read, which connections then say. */
    static Optional<Instant> expires(Config config) {
        try {
            byte[] pem = pem(config);
            if (pem.length == 0) {
                return Optional.empty();
            }
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            return Optional.of(certificate.getNotAfter().toInstant());
        } catch (IOException | CertificateException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] pem(Config config) throws IOException {
        if (config.getClientCertData() != null) {
            return Base64.getMimeDecoder().decode(config.getClientCertData());
        }
        return config.getClientCertFile() == null
                ? new byte[0]
                : Files.readAllBytes(Path.of(config.getClientCertFile()));
    }
}
