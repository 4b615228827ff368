package io.fleetmesh.authority.ca;

import io.fleetmesh.authority.ca.AuthorityException.Kind;
import io.fleetmesh.authority.domain.Leaf;
import io.fleetmesh.authority.domain.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Where a subject's files stand.
 *
 * <pre>
 *  target/current → v-SERIAL        the only thing that ever changes, in one rename
 *  target/v-SERIAL/tls.crt tls.key ca.crt
 *  target/v-OLDER/…                 the one before, for readers that looked up current just before
 * </pre>
 *
 * A pair is written whole beside the old one and comes into sight when the link flips. A reader that resolves {@code current}
 * once and then opens the files in what it found has a matching pair; opening {@code current/tls.crt} and
 * {@code current/tls.key} one after the other has not, if the link flips between.
 */
final class IssuedDirectory {
    private static final Logger LOG = Logger.getLogger(IssuedDirectory.class);
    private static final String REISSUE = "it is replaced by a new one";

    private final Path target;
    private final Path current;

    IssuedDirectory(Path target) {
        this.target = target;
        this.current = target.resolve("current");
    }

    /** The files that {@code current} leads to now. */
    Optional<IssuedFiles> files() {
        try {
            return Files.isSymbolicLink(current)
                    ? Optional.of(IssuedFiles.in(target.resolve(Files.readSymbolicLink(current))))
                    : Optional.empty();
        } catch (IOException e) {
            throw OwnerFiles.failed(current, "cannot be resolved", e);
        }
    }

    /**
     * What stands there, if it is whole. Damaged or exposed files count as none: a new key is the remedy for both, and no one
     * has to decide about it.
     */
    Optional<Standing> standing(X509Certificate authority) {
        try {
            return files().flatMap(files -> read(files, authority));
        } catch (AuthorityException e) {
            if (e.kind() == Kind.IO) {
                throw e;
            }
            LOG.warnv("Issued files unusable target={0} cause={1}", target, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Standing> read(IssuedFiles files, X509Certificate authority) {
        X509Certificate certificate = KeyPairFiles.certificate(files.certificate(), REISSUE);
        PrivateKey key = KeyPairFiles.key(files.key(), REISSUE);
        KeyPairFiles.requireMatch(certificate, key, files.key(), REISSUE);
        boolean beside = KeyPairFiles.certificate(files.authority(), REISSUE).equals(authority);
        Optional<Leaf> leaf = CertificateText.leaf(certificate);
        return leaf.map(says -> new Standing(
                says,
                beside && isSignedBy(certificate, authority),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant()));
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /** Writes a new pair and flips to it. */
    IssuedFiles replace(X509Certificate certificate, PrivateKey key, X509Certificate authority) {
        OwnerFiles.createDirectory(target);
        Path version = target.resolve("v-" + certificate.getSerialNumber().toString(16));
        Path before = files().map(IssuedFiles::key).map(Path::getParent).orElse(version);
        writeVersion(version, certificate, key, authority);
        flipTo(version);
        List.of(".new-", ".current-", "v-").forEach(prefix -> removeAllBut(prefix, List.of(version, before)));
        return IssuedFiles.in(version);
    }

    private void writeVersion(Path version, X509Certificate certificate, PrivateKey key, X509Certificate authority) {
        Path fresh = target.resolve(".new-" + version.getFileName());
        OwnerFiles.createDirectory(fresh);
        IssuedFiles files = IssuedFiles.in(fresh);
        byte[] secret = Pem.encode(Pem.PRIVATE_KEY, key.getEncoded());
        OwnerFiles.writeNew(files.key(), secret, OwnerFiles.SECRET);
        Pem.forget(secret);
        OwnerFiles.writeNew(files.certificate(), CertificateText.of(certificate), OwnerFiles.PUBLIC);
        OwnerFiles.writeNew(files.authority(), CertificateText.of(authority), OwnerFiles.PUBLIC);
        OwnerFiles.force(fresh);
        OwnerFiles.moveIntoPlace(fresh, version);
    }

    private void flipTo(Path version) {
        Path link = target.resolve(".current-" + version.getFileName());
        try {
            Files.createSymbolicLink(link, version.getFileName());
        } catch (IOException e) {
            throw OwnerFiles.failed(link, "cannot be made", e);
        }
        OwnerFiles.moveIntoPlace(link, current);
    }

    private void removeAllBut(String prefix, List<Path> kept) {
        try (Stream<Path> children = Files.list(target)) {
            children.filter(child -> child.getFileName().toString().startsWith(prefix))
                    .filter(child -> !kept.contains(child))
                    .forEach(IssuedDirectory::remove);
        } catch (IOException e) {
            throw OwnerFiles.failed(target, "cannot be listed", e);
        }
    }

    private static void remove(Path path) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> children = Files.list(path)) {
                children.forEach(OwnerFiles::deleteIfExists);
            } catch (IOException e) {
                throw OwnerFiles.failed(path, "cannot be listed", e);
            }
        }
        OwnerFiles.deleteIfExists(path);
    }
}
