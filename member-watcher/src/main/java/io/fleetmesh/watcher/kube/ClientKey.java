package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Of what kind a kubeconfig's client key is. fabric8 tells by the PEM header, which in PKCS#8 ({@code BEGIN PRIVATE KEY})
 * does not say it, and then takes every key for RSA.
 */
final class ClientKey {
    private static final String PKCS8_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PKCS8_END = "-----END PRIVATE KEY-----";
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");
    private static final byte[] PROBE = {1};

    private ClientKey() {}

    /**
     * Of a key in PKCS#8 its algorithm, else what fabric8 has found.
     *
     * @throws KubernetesClientException if it is a key that fabric8 cannot use
     */
    static @Nullable String algorithm(Config config) {
        String pem = pem(config);
        int begin = pem.indexOf(PKCS8_BEGIN);
        int end = pem.indexOf(PKCS8_END);
        if (begin < 0 || end < begin) {
            return config.getClientKeyAlgo();
        }
        String base64 = pem.substring(begin + PKCS8_BEGIN.length(), end);
        return Stream.of("RSA", "EC")
                .filter(algorithm -> isOf(algorithm, base64))
                .findFirst()
                .orElseThrow(
                        () -> new KubernetesClientException("expected a client key of RSA or EC, found another kind"));
    }

    /**
     * Whether the key is that of the certificate: of two files that are replaced one after the other, one may be there already, or half of one.
     *
     * @param config as read from a kubeconfig, with certificate and key in it
     * @throws KubernetesClientException if it is not, or one of them cannot be read
     */
    static void check(Config config) {
        String certificate = config.getClientCertData();
        String key = config.getClientKeyData();
        if (certificate == null && key == null) {
            return;
        }
        if (certificate == null || key == null) {
            throw new KubernetesClientException("expected a client certificate and its key, found "
                    + (certificate == null ? "no certificate" : "no key"));
        }
        try {
            Config known = new ConfigBuilder(config)
                    .withClientKeyAlgo(algorithm(config))
                    .build();
            for (KeyManager manager : SSLUtils.keyManagers(known)) {
                if (manager instanceof X509KeyManager keys) {
                    for (Map.Entry<String, String> kind : SIGNATURES.entrySet()) {
                        check(keys, kind.getKey(), kind.getValue());
                    }
                }
            }
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new KubernetesClientException("the client certificate or its key cannot be read: " + e.getMessage());
        }
    }

    private static void check(X509KeyManager keys, String algorithm, String signature) throws GeneralSecurityException {
        String[] names = keys.getClientAliases(algorithm, null);
        for (String name : names == null ? new String[0] : names) {
            Signature signing = Signature.getInstance(signature);
            signing.initSign(keys.getPrivateKey(name));
            signing.update(PROBE);
            byte[] signed = signing.sign();
            signing.initVerify(keys.getCertificateChain(name)[0].getPublicKey());
            signing.update(PROBE);
            if (!signing.verify(signed)) {
                throw new KubernetesClientException("expected the key of the client certificate, found another one's");
            }
        }
    }

    /** Empty if there is none or it cannot be read, which fabric8 then says. */
    private static String pem(Config config) {
        try {
            if (config.getClientKeyData() != null) {
                return new String(Base64.getMimeDecoder().decode(config.getClientKeyData()), US_ASCII);
            }
            return config.getClientKeyFile() == null ? "" : Files.readString(Path.of(config.getClientKeyFile()));
        } catch (IOException | IllegalArgumentException _) {
            return "";
        }
    }

    private static boolean isOf(String algorithm, String base64) {
        try {
            var _ = KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }
}
