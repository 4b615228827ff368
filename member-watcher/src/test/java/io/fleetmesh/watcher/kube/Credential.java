package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
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

/** A key and a certificate that it has signed itself, good for a client and for a server at 127.0.0.1. */
record Credential(KeyPair pair, X509Certificate certificate) {

    static Credential of(String algorithm, String name)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        return new Credential(pair, selfSigned(pair, algorithm, new X500Principal("CN=" + name)));
    }

    private static X509Certificate selfSigned(KeyPair pair, String algorithm, X500Principal name)
            throws GeneralSecurityException, IOException, OperatorCreationException {
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

    void putInto(KeyStore store) throws GeneralSecurityException {
        store.setKeyEntry("own", pair.getPrivate(), new char[0], new X509Certificate[] {certificate});
    }

    String certificatePem() throws IOException {
        return pem(certificate);
    }

    String keyPem() throws IOException, OperatorCreationException {
        return keyPem(pair, "PKCS8");
    }

    /** As the user of a kubeconfig, in YAML. */
    String user() throws IOException, OperatorCreationException {
        return "{client-certificate-data: %s, client-key-data: %s}"
                .formatted(base64(certificatePem()), base64(keyPem()));
    }

    static String keyPem(KeyPair pair, String encoding) throws IOException, OperatorCreationException {
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

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
