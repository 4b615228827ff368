package io.fleetmesh.ctl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * As whom one asks, and whom one believes to be the server. Files are read when they are needed.
 *
 * @param certificate PEM
 * @param key PKCS#8 in PEM
 * @param ca PEM; those of the JDK if empty
 * @param tokenFile a bearer token and nothing else
 */
record Login(Optional<Path> certificate, Optional<Path> key, Optional<Path> ca, Optional<Path> tokenFile) {
    static final Login NONE = new Login(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final char[] NO_PASSWORD = {};
    private static final String HEAD = "-----BEGIN PRIVATE KEY-----";
    private static final String FOOT = "-----END PRIVATE KEY-----";

    Login {
        if (certificate.isPresent() != key.isPresent()) {
            throw new Failure(Failure.REFUSED, "--cert and --key: expected both or neither");
        }
    }

    /** Of a token, what stands in {@code Authorization}. */
    Optional<String> authorization() {
        return tokenFile.map(file -> {
            try {
                return "Bearer "
                        + Files.readString(file, StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new Failure(Failure.REFUSED, "cannot read " + file + ": " + e);
            }
        });
    }

    /** A client by these files. */
    HttpClient http(Duration connecting) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connecting);
        if (certificate.isPresent() || ca.isPresent()) {
            builder.sslContext(context());
        }
        return builder.build();
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new Failure(
                    Failure.REFUSED,
                    "expected PEM files for --cert, --key (PKCS#8) and --ca, which cannot be used: " + e);
        }
    }

    private KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = empty();
        if (certificate.isPresent()) {
            store.setKeyEntry("own", privateKey(key.orElseThrow()), NO_PASSWORD, certificates(certificate.get()));
        }
        managers.init(store, NO_PASSWORD);
        return managers.getKeyManagers();
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (ca.isEmpty()) {
            managers.init((KeyStore) null);
            return managers.getTrustManagers();
        }
        KeyStore store = empty();
        int number = 0;
        for (Certificate trusted : certificates(ca.get())) {
            store.setCertificateEntry("ca-" + number++, trusted);
        }
        managers.init(store);
        return managers.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Certificate[] certificates(Path file) throws GeneralSecurityException, IOException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .toArray(Certificate[]::new);
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        String pem = Files.readString(file);
        int head = pem.indexOf(HEAD);
        int foot = pem.indexOf(FOOT);
        if (head < 0 || foot < head) {
            throw new InvalidKeySpecException("no PKCS#8 key in " + file);
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.substring(head + HEAD.length(), foot)));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        } catch (InvalidKeySpecException _) {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        }
    }
}
