package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kubeconfigs as the distributions write them, against an API server that asks for a client certificate. */
class MemberConnectionTest {
    private static final String UID = "6a1f0c1e-0000-4000-8000-000000000001";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({"RSA, PKCS8", "RSA, traditional", "EC, PKCS8", "EC, traditional"})
    void clientKeysOfAnyKindAreTaken(String algorithm, String encoding) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        X509Certificate certificate = selfSigned(pair, algorithm);
        HttpsServer api = serve(pair.getPrivate(), certificate);
        try {
            Path kubeconfig = kubeconfig(api, certificate, pem(pair, encoding));
            try (MemberConnection member =
                    MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD)) {
                assertEquals(UID, member.clusterUid());
                Optional<Instant> end = Optional.of(certificate.getNotAfter().toInstant());
                assertEquals(end, member.serverCertificateExpires());
                assertEquals(end, member.clientCertificateExpires());
            }
        } finally {
            api.stop(0);
        }
    }

    @Test
    void theEndOfACertificateThatIsNotTrustedIsKnownToo() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X509Certificate certificate = selfSigned(pair, "EC");
        KeyPair another = KeyPairGenerator.getInstance("EC").generateKeyPair();
        HttpsServer api = serve(pair.getPrivate(), certificate);
        try {
            Path kubeconfig = kubeconfig(api, selfSigned(another, "EC"), pem(another, "PKCS8"));
            try (MemberConnection member =
                    MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD)) {
                assertEquals(Optional.empty(), member.serverCertificateExpires());

                assertThrows(ApiFailure.class, member::clusterUid);

                assertEquals(Optional.of(certificate.getNotAfter().toInstant()), member.serverCertificateExpires());
            }
        } finally {
            api.stop(0);
        }
    }

    @Test
    void aKeyThatCannotBeUsedIsNamed() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X509Certificate certificate = selfSigned(pair, "EC");
        HttpsServer api = serve(pair.getPrivate(), certificate);
        try {
            KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Path kubeconfig = kubeconfig(api, certificate, pem(edwards, "PKCS8"));

            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD));

            assertTrue(refused.getMessage().contains(kubeconfig.toString()), refused.getMessage());
            assertTrue(refused.getMessage().contains("RSA or EC"), refused.getMessage());
        } finally {
            api.stop(0);
        }
    }

    private static X509Certificate selfSigned(KeyPair pair, String algorithm)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X500Principal name = new X500Principal("CN=api");
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                name,
                pair.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        String signature = "SHA256with" + ("EC".equals(algorithm) ? "ECDSA" : algorithm);
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
    }

    /** Knows one object, and lets nobody in who does not have the key. */
    private static HttpsServer serve(PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("api", key, new char[0], new X509Certificate[] {certificate});
        store.setCertificateEntry("clients", certificate);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        byte[] answer = "{\"metadata\": {\"uid\": \"%s\"}}".formatted(UID).getBytes(UTF_8);
        server.createContext("/api/v1/namespaces/kube-system", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private Path kubeconfig(HttpsServer api, X509Certificate certificate, String key) throws IOException {
        String kubeconfig = """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts: [{name: here, context: {cluster: here, user: here}}]
                clusters: [{name: here, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                users: [{name: here, user: {client-certificate-data: %s, client-key-data: %s}}]
                """.formatted(
                        api.getAddress().getPort(), base64(pem(certificate)), base64(pem(certificate)), base64(key));
        return Files.writeString(directory.resolve("kubeconfig"), kubeconfig);
    }

    private static String pem(KeyPair pair, String encoding) throws IOException, OperatorCreationException {
        if ("PKCS8".equals(encoding)) {
            return pem(new JcaPKCS8Generator(pair.getPrivate(), null));
        }
        return pair.getPrivate() instanceof ECPrivateKey key
                ? pem(new PemObject("EC PRIVATE KEY", sec1(key, pair).getEncoded()))
                : pem(pair);
    }

    /** With curve and public key, as Go and OpenSSL write it. */
    private static ASN1Object sec1(ECPrivateKey key, KeyPair pair) {
        SubjectPublicKeyInfo info =
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
        return new org.bouncycastle.asn1.sec.ECPrivateKey(
                key.getParams().getOrder().bitLength(),
                key.getS(),
                new DERBitString(info.getPublicKeyData().getBytes()),
                info.getAlgorithm().getParameters());
    }

    private static String pem(Object content) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        return text.toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
