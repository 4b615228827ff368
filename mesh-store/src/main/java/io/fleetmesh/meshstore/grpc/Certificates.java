package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.contract.StoreStatus;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.CertificateUtils;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The server's certificate, its key, and the CA that its clients must have been signed by. What replaces their files holds
 * for the next handshake; connections stay as they are. Thread-safe.
 */
final class Certificates {
    /** Which file a path led to, links followed, and how old it was. */
    private record Origin(Path file, FileTime modified) {}

    private final Path chain;
    private final Path key;
    private final Path clientCa;
    private final AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager clients;
    private List<Origin> taken = List.of();

    private Certificates(Path chain, Path key, Path clientCa) throws GeneralSecurityException {
        this.chain = chain;
        this.key = key;
        this.clientCa = clientCa;
        this.clients = AdvancedTlsX509TrustManager.newBuilder().build();
    }

    /**
     * Reads them for the first time.
     *
     * @param chain PEM, the server's own certificate first
     * @param key PEM, PKCS#8
     * @param clientCa PEM
     */
    static Certificates read(Path chain, Path key, Path clientCa) throws IOException {
        try {
            Certificates certificates = new Certificates(chain, key, clientCa);
            var _ = certificates.refresh();
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /**
     * Takes the files up again if they have been replaced; false if they are as they were, or if they are being replaced at
     * the moment, so that certificate and key may be of two issues.
     *
     * @throws IOException if they cannot be read; what was taken up before still holds
     */
    synchronized boolean refresh() throws IOException {
        List<Origin> found = origins();
        if (found.equals(taken)) {
            return false;
        }
        try {
            X509Certificate[] certificates = certificates(found.get(0).file());
            X509Certificate[] authorities = certificates(found.get(2).file());
            PrivateKey secret = key(found.get(1).file());
            if (!origins().equals(found)) {
                return false;
            }
            clients.updateTrustCredentials(authorities);
            identity.updateIdentityCredentials(certificates, secret);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "expected PEM certificates in " + chain + " and " + clientCa + ", and their PKCS#8 key in " + key,
                    e);
        }
        taken = found;
        return true;
    }

    /** At least one: who writes a file in place has an empty one first, and to the library that is none, and no error. */
    private static X509Certificate[] certificates(Path file) throws IOException, CertificateException {
        try (InputStream pem = Files.newInputStream(file)) {
            X509Certificate[] certificates = CertificateUtils.getX509Certificates(pem);
            if (certificates.length == 0) {
                throw new CertificateException("there is none in " + file);
            }
            return certificates;
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            return CertificateUtils.getPrivateKey(pem);
        }
    }

    /** Until when those last that are taken up. */
    synchronized StoreStatus.Trust trust() {
        return new StoreStatus.Trust(
                identity.getCertificateChain("default")[0].getNotAfter().toInstant(),
                Stream.of(clients.getAcceptedIssuers())
                        .map(issuer -> issuer.getNotAfter().toInstant())
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
    }

    private List<Origin> origins() throws IOException {
        List<Origin> origins = new ArrayList<>(3);
        for (Path path : List.of(chain, key, clientCa)) {
            Path file = path.toRealPath();
            origins.add(new Origin(file, Files.getLastModifiedTime(file)));
        }
        return origins;
    }

    /** Mutual TLS with what is taken up at the time of each handshake. */
    SslContext context() throws IOException {
        return GrpcSslContexts.configure(SslContextBuilder.forServer(identity))
                .trustManager(clients)
                .clientAuth(ClientAuth.REQUIRE)
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }
}
