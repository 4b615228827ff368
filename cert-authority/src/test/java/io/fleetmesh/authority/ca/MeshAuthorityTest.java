package io.fleetmesh.authority.ca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.domain.Subject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Subject WEST = new Subject.ConsumerClient("west");
    private static final Subject STORE =
            new Subject.StoreServer("mesh-store", List.of("localhost"), List.of("127.0.0.1", "::1"));
    private static final Duration VALIDITY = Duration.ofDays(90);

    @TempDir
    Path directory;

    @Test
    void aClientCertificateIsOfItsConsumerAndOfTheAuthority() throws IOException, GeneralSecurityException {
        MeshAuthority authority = open(NOW);

        IssuedFiles files = issued(authority.issue(WEST, VALIDITY, directory.resolve("west")));

        X509Certificate certificate = read(files.certificate());
        assertEquals("CN=local-west", certificate.getSubjectX500Principal().getName());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), certificate.getExtendedKeyUsage());
        assertTrusted(certificate, authority.certificate());
        assertEquals(authority.certificate(), read(files.authority()));
    }

    @Test
    void theStoresCertificateNamesWhereItIsReached() throws IOException, GeneralSecurityException {
        IssuedFiles files = issued(open(NOW).issue(STORE, VALIDITY, directory.resolve("store")));

        List<Object> names = read(files.certificate()).getSubjectAlternativeNames().stream()
                .<Object>map(name -> name.get(1))
                .toList();
        assertTrue(names.containsAll(List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1")), names.toString());
    }

    @Test
    void keysAreTheirOwnersAlone() throws IOException {
        MeshAuthority authority = open(NOW);
        IssuedFiles files = issued(authority.issue(WEST, VALIDITY, directory.resolve("west")));

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())));
        assertTrue(Files.readString(files.key()).startsWith("-----BEGIN PRIVATE KEY-----"));
        try (Stream<Path> all = Files.walk(directory.resolve("ca"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains("PRIVATE KEY")) {
                    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                }
            }
        }
    }

    @Test
    void askingAgainChangesNothingUntilItIsDue() throws IOException {
        Path target = directory.resolve("west");
        IssuedFiles first = issued(open(NOW).issue(WEST, VALIDITY, target));
        byte[] before = Files.readAllBytes(first.certificate());

        assertInstanceOf(
                IssueResult.Kept.class, open(NOW.plus(Duration.ofDays(30))).issue(WEST, VALIDITY, target));
        assertArrayEquals(before, Files.readAllBytes(target.resolve("current/tls.crt")));

        IssuedFiles second = issued(open(NOW.plus(Duration.ofDays(70))).issue(WEST, VALIDITY, target));
        assertNotEquals(first, second);
        assertTrue(Files.exists(first.key()), "readers that looked up the link before the flip still find its pair");
    }

    @Test
    void theAuthorityStaysTheSameOverAReopening() {
        X509Certificate first = open(NOW).certificate();

        assertEquals(first, open(NOW.plus(Duration.ofDays(1))).certificate());
    }

    @Test
    void aDamagedAuthorityIsToldAndNotReplaced() throws IOException {
        var _ = open(NOW);
        Path certificate;
        try (Stream<Path> all = Files.walk(directory.resolve("ca"))) {
            certificate = all.filter(file -> file.getFileName().toString().endsWith(".crt"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(certificate, "no certificate");

        AuthorityException failure = assertThrows(AuthorityException.class, () -> open(NOW));

        assertTrue(failure.getMessage().contains(certificate.getFileName().toString()), failure.getMessage());
        assertEquals("no certificate", Files.readString(certificate));
    }

    @Test
    void damagedIssuedFilesAreReplaced() throws IOException {
        Path target = directory.resolve("west");
        IssuedFiles files = issued(open(NOW).issue(WEST, VALIDITY, target));
        Files.writeString(files.certificate(), "no certificate");

        assertInstanceOf(IssueResult.Issued.class, open(NOW).issue(WEST, VALIDITY, target));
    }

    private MeshAuthority open(Instant now) {
        return MeshAuthority.openOrCreate(
                directory.resolve("ca"),
                new AuthoritySettings("test", Duration.ofDays(1000)),
                Clock.fixed(now, ZoneOffset.UTC),
                new SecureRandom());
    }

    private static IssuedFiles issued(IssueResult result) {
        return assertInstanceOf(IssueResult.Issued.class, result).files();
    }

    private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    /** As the JDK judges a chain, the day after. */
    private static void assertTrusted(X509Certificate certificate, X509Certificate authority)
            throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW.plus(Duration.ofDays(1))));
        var _ = CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }
}
