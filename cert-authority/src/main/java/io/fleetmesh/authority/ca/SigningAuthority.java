package io.fleetmesh.authority.ca;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** The authority's certificate with its key; the key shows in no text. */
record SigningAuthority(X509Certificate certificate, PrivateKey key) {
    @Override
    public String toString() {
        return "SigningAuthority[" + certificate.getSubjectX500Principal() + ", key=redacted]";
    }
}
