package io.fleetmesh.authority.ca;

import io.fleetmesh.authority.domain.Leaf;
import io.fleetmesh.authority.domain.Usage;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and certificates: ECDSA on P-256, which every TLS stack of Go and Java speaks. */
final class Certificates {
    static final String SIGNATURE = "SHA256withECDSA";

    private static final String CURVE = "secp256r1";
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random;

    Certificates(SecureRandom random) {
        this.random = random;
    }

    /** When a certificate is valid. */
    record Validity(Instant notBefore, Instant notAfter) {}

    KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no EC keys on " + CURVE, e);
        }
    }

    SigningAuthority selfSigned(String commonName, Validity validity) {
        KeyPair pair = newKey();
        X500Name name = name(commonName);
        try {
            X509v3CertificateBuilder builder = builder(name, name, validity, pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return new SigningAuthority(sign(builder, pair), pair.getPrivate());
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("an authority's certificate could not be made", e);
        }
    }

    X509Certificate leaf(Leaf leaf, PublicKey key, Validity validity, SigningAuthority authority) {
        X500Name issuer = X500Name.getInstance(
                authority.certificate().getSubjectX500Principal().getEncoded());
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = builder(issuer, name(leaf.commonName()), validity, key)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, usages(leaf))
                    .addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            ids.createAuthorityKeyIdentifier(authority.certificate()));
            GeneralName[] names = names(leaf);
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return sign(builder, new KeyPair(authority.certificate().getPublicKey(), authority.key()));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate for " + leaf.commonName() + " could not be made", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, Validity validity, PublicKey key) {
        BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(validity.notBefore()), Date.from(validity.notAfter()), subject, key);
    }

    private X509Certificate sign(X509v3CertificateBuilder builder, KeyPair by)
            throws OperatorCreationException, CertificateException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE)
                        .setSecureRandom(random)
                        .build(by.getPrivate())));
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static ExtendedKeyUsage usages(Leaf leaf) {
        return new ExtendedKeyUsage(leaf.usages().stream()
                .sorted()
                .map(usage ->
                        usage == Usage.CLIENT_AUTH ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth)
                .toArray(KeyPurposeId[]::new));
    }

    private static GeneralName[] names(Leaf leaf) {
        List<GeneralName> names = new ArrayList<>();
        leaf.dnsNames().stream()
                .sorted()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .forEach(names::add);
        leaf.ipAddresses().stream()
                .sorted()
                .map(address -> InetAddress.ofLiteral(address).getAddress())
                .map(bytes -> new GeneralName(GeneralName.iPAddress, new DEROctetString(bytes)))
                .forEach(names::add);
        return names.toArray(GeneralName[]::new);
    }
}
