package io.fleetmesh.authority.ca;

import io.fleetmesh.authority.ca.AuthorityException.Kind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;

/** Reads a certificate and its key back and makes sure that they belong together. */
final class KeyPairFiles {
    private static final byte[] PROBE = "fleetmesh".getBytes(StandardCharsets.US_ASCII);

    private KeyPairFiles() {}

    static X509Certificate certificate(Path file, String remedy) {
        byte[] der = Pem.decode(Pem.CERTIFICATE, OwnerFiles.read(file))
                .orElseThrow(
                        () -> new AuthorityException(Kind.DAMAGED, file, "expected a certificate in PEM: " + remedy));
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            if (factory.generateCertificate(new ByteArrayInputStream(der)) instanceof X509Certificate found) {
                return found;
            }
            throw new AuthorityException(Kind.DAMAGED, file, "expected an X.509 certificate: " + remedy);
        } catch (CertificateException e) {
            throw new AuthorityException(Kind.DAMAGED, file, "the certificate in it is damaged: " + remedy, e);
        }
    }

    /** The key in a file; the message of a failure never holds any of its content. */
    static PrivateKey key(Path file, String remedy) {
        OwnerFiles.requireOwnerOnly(file, OwnerFiles.SECRET);
        byte[] pem = OwnerFiles.read(file);
        byte[] der = Pem.decode(Pem.PRIVATE_KEY, pem)
                .orElseThrow(
                        () -> new AuthorityException(Kind.DAMAGED, file, "expected a PKCS#8 key in PEM: " + remedy));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException _) {
            // The cause may quote what it could not parse, which is a key.
            throw new AuthorityException(Kind.DAMAGED, file, "the EC key in it is damaged: " + remedy);
        } finally {
            Pem.forget(pem);
            Pem.forget(der);
        }
    }

    static void requireMatch(X509Certificate certificate, PrivateKey key, Path keyFile, String remedy) {
        if (!matches(certificate, key)) {
            throw new AuthorityException(
                    Kind.DAMAGED, keyFile, "this key does not belong to the certificate beside it: " + remedy);
        }
    }

    private static boolean matches(X509Certificate certificate, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(Certificates.SIGNATURE);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            // A key of another kind or curve: not its key.
            return false;
        }
    }
}
