package io.fleetmesh.controller.api;

import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.controller.domain.access.Caller;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whose a client certificate is that the mesh CA signed. An operator's has the one common name {@code user:NAME} and is for
 * clients only; agents' are named {@code local-CLUSTER}, a store's and the API's are for servers, too: none of them is anybody
 * here.
 */
final class Operators {
    private static final String PREFIX = "user:";
    private static final List<String> CLIENT_ONLY = List.of("1.3.6.1.5.5.7.3.2");

    private Operators() {}

    /** @param admins names that are admins of everything */
    static Optional<Caller> caller(X509Certificate certificate, Set<String> admins) {
        return usages(certificate).equals(CLIENT_ONLY)
                ? commonName(certificate)
                        .filter(name -> name.startsWith(PREFIX))
                        .map(name -> name.substring(PREFIX.length()))
                        .filter(Format.SUBJECT::fits)
                        .filter(name -> !name.isEmpty() && !name.equals(Caller.ANONYMOUS.name()))
                        .map(name -> new Caller(name, Set.of(), Caller.By.CERTIFICATE, admins.contains(name)))
                : Optional.empty();
    }

    private static List<String> usages(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? List.of() : usages;
        } catch (CertificateParsingException _) {
            return List.of();
        }
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            return parts.size() == 1
                            && parts.getFirst().size() == 1
                            && parts.getFirst().getType().equalsIgnoreCase("CN")
                    ? Optional.of(String.valueOf(parts.getFirst().getValue()))
                    : Optional.empty();
        } catch (InvalidNameException _) {
            return Optional.empty();
        }
    }
}
