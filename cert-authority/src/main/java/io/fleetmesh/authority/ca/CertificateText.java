package io.fleetmesh.authority.ca;

import io.fleetmesh.authority.domain.Leaf;
import io.fleetmesh.authority.domain.Usage;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** A certificate as PEM, and what it says. */
final class CertificateText {
    private CertificateText() {}

    static byte[] of(X509Certificate certificate) {
        try {
            return Pem.encode(Pem.CERTIFICATE, certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was made or read cannot be written", e);
        }
    }

    /** What a certificate says about its holder; empty if its extensions cannot be read. */
    static Optional<Leaf> leaf(X509Certificate certificate) {
        try {
            return Optional.of(new Leaf(
                    commonName(certificate),
                    names(certificate, GeneralName.dNSName),
                    names(certificate, GeneralName.iPAddress),
                    usages(certificate)));
        } catch (CertificateParsingException _) {
            return Optional.empty();
        }
    }

    private static String commonName(X509Certificate certificate) {
        RDN[] names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN);
        return names.length == 0
                ? ""
                : IETFUtils.valueToString(names[0].getFirst().getValue());
    }

    private static Set<String> names(X509Certificate certificate, int kind) throws CertificateParsingException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        Set<String> names = new HashSet<>();
        if (all != null) {
            for (List<?> name : all) {
                if (name.getFirst().equals(kind)) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        }
        return names;
    }

    private static Set<Usage> usages(X509Certificate certificate) throws CertificateParsingException {
        List<String> ids = certificate.getExtendedKeyUsage();
        Set<Usage> usages = EnumSet.noneOf(Usage.class);
        if (ids != null && ids.contains(KeyPurposeId.id_kp_clientAuth.getId())) {
            usages.add(Usage.CLIENT_AUTH);
        }
        if (ids != null && ids.contains(KeyPurposeId.id_kp_serverAuth.getId())) {
            usages.add(Usage.SERVER_AUTH);
        }
        return usages;
    }
}
