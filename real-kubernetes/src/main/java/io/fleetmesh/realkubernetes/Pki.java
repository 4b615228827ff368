package io.fleetmesh.realkubernetes;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority for one test, and what it has issued, in files: {@code ca.crt}, {@code <name>.crt}, {@code <name>.key}. */
final class Pki {
    private static final Duration LASTS = Duration.ofHours(12);
    private static final X500Principal AUTHORITY = new X500Principal("CN=authority");

    private final Path directory;
    private final KeyPair authority = newKey();
    private final AtomicLong serial = new AtomicLong();

    private Pki(Path directory) throws GeneralSecurityException {
        this.directory = directory;
    }

    static Pki create(Path directory) throws IOException {
        try {
            Pki pki = new Pki(directory);
            write(pki.file("ca.crt"), pki.certificate(AUTHORITY, pki.authority, true, LASTS));
            return pki;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate authority could be made", e);
        }
    }

    /** A certificate for {@code subject}, who may be a client, and a server at 127.0.0.1. */
    void issue(String name, String subject) throws IOException {
        issue(directory, name, subject, LASTS);
    }

    /** The same into another directory, good for so long from now; negative if it is to have ended already. */
    void issue(Path into, String name, String subject, Duration lasts) throws IOException {
        try {
            KeyPair key = newKey();
            write(into.resolve(name + ".crt"), certificate(new X500Principal(subject), key, false, lasts));
            write(into.resolve(name + ".key"), new JcaPKCS8Generator(key.getPrivate(), null));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate could be made for " + subject, e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private X509Certificate certificate(X500Principal subject, KeyPair key, boolean isAuthority, Duration lasts)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                AUTHORITY,
                BigInteger.valueOf(serial.incrementAndGet()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(lasts)),
                subject,
                key.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        if (!isAuthority) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(authority.getPrivate())));
    }

    private static void write(Path to, Object content) throws IOException {
        try (Writer file = Files.newBufferedWriter(to);
                JcaPEMWriter pem = new JcaPEMWriter(file)) {
            pem.writeObject(content);
        }
    }
}
