package io.fleetmesh.authority.ca;

import io.fleetmesh.authority.ca.AuthorityException.Kind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Where the authority lives: {@code ca.crt} and {@code ca.key}. Either both are there or none; a half is never completed by
 * itself, for a new authority in the place of a lost one would cut off everyone who trusts the old one.
 */
final class AuthorityDirectory {
    private static final String RESTORE =
            "restore ca.crt and ca.key together from a backup; only if nothing was ever issued, remove both and start again";

    private final Path directory;
    private final Path certificate;
    private final Path key;

    AuthorityDirectory(Path directory) {
        this.directory = directory;
        this.certificate = directory.resolve("ca.crt");
        this.key = directory.resolve("ca.key");
    }

    /** The authority on disk, whole and checked; empty if there is none yet. */
    Optional<SigningAuthority> read() {
        OwnerFiles.createDirectory(directory);
        OwnerFiles.requireOwnerOnly(directory, OwnerFiles.DIRECTORY);
        boolean hasCertificate = Files.exists(certificate, LinkOption.NOFOLLOW_LINKS);
        boolean hasKey = Files.exists(key, LinkOption.NOFOLLOW_LINKS);
        if (!hasCertificate && !hasKey) {
            return Optional.empty();
        }
        if (!hasCertificate || !hasKey) {
            Path missing = hasKey ? certificate : key;
            throw new AuthorityException(Kind.DAMAGED, missing, "it is missing beside its other half: " + RESTORE);
        }
        X509Certificate found = KeyPairFiles.certificate(certificate, RESTORE);
        PrivateKey secret = KeyPairFiles.key(key, RESTORE);
        KeyPairFiles.requireMatch(found, secret, key, RESTORE);
        requireAuthority(found);
        return Optional.of(new SigningAuthority(found, secret));
    }

    private void requireAuthority(X509Certificate found) {
        if (found.getBasicConstraints() < 0) {
            throw new AuthorityException(
                    Kind.DAMAGED, certificate, "expected an authority, found the certificate of an end: " + RESTORE);
        }
        try {
            found.verify(found.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new AuthorityException(Kind.DAMAGED, certificate, "it did not sign itself: " + RESTORE, e);
        }
    }

    /** Writes a new authority: the key first, so that a certificate is never published whose key could be lost. */
    void write(SigningAuthority authority) {
        byte[] secret = Pem.encode(Pem.PRIVATE_KEY, authority.key().getEncoded());
        place(key, secret, true);
        Pem.forget(secret);
        place(certificate, CertificateText.of(authority.certificate()), false);
    }

    private void place(Path file, byte[] content, boolean secret) {
        Path temporary = directory.resolve("." + file.getFileName() + ".new");
        OwnerFiles.deleteIfExists(temporary);
        OwnerFiles.writeNew(temporary, content, secret ? OwnerFiles.SECRET : OwnerFiles.PUBLIC);
        OwnerFiles.moveIntoPlace(temporary, file);
    }
}
