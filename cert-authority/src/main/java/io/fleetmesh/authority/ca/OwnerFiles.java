package io.fleetmesh.authority.ca;

import io.fleetmesh.authority.ca.AuthorityException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files on a POSIX file system that only their owner may touch, durable before anyone can see them. */
final class OwnerFiles {
    static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private OwnerFiles() {}

    /** Makes the directory for its owner alone; one that is there already keeps its permissions. */
    static void createDirectory(Path directory) {
        try {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new AuthorityException(Kind.IO, directory, "expected a directory, found a file: move it away", e);
            }
        } catch (IOException e) {
            throw failed(directory, "cannot make this directory", e);
        }
    }

    static void requireOwnerOnly(Path file, Set<PosixFilePermission> expected) {
        try {
            Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
            if (!OWNER.containsAll(found)) {
                String octal = expected.equals(DIRECTORY) ? "700" : "600";
                throw new AuthorityException(
                        Kind.EXPOSED,
                        file,
                        "expected permissions " + PosixFilePermissions.toString(expected) + ", found "
                                + PosixFilePermissions.toString(found) + ": find out who could read it, then run chmod "
                                + octal + " on it");
            }
        } catch (IOException e) {
            throw failed(file, "cannot read its permissions", e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new AuthorityException(Kind.DAMAGED, file, "expected a file, found none", e);
        } catch (IOException e) {
            throw failed(file, "cannot be read", e);
        }
    }

    /** Writes a file that is not there yet, to the disk. */
    static void writeNew(Path file, byte[] content, Set<PosixFilePermission> permissions) {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(permissions))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (IOException e) {
            throw failed(file, "cannot be written", e);
        }
    }

    /** Puts a file, directory or link in its place in one step: others see the old one or the new one, whole. */
    static void moveIntoPlace(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Path parent = to.toAbsolutePath().getParent();
            if (parent != null) {
                force(parent);
            }
        } catch (IOException e) {
            throw failed(to, "cannot be put in place", e);
        }
    }

    static void deleteIfExists(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, "cannot be removed", e);
        }
    }

    /** A name is on the disk only when its directory is. */
    static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw failed(directory, "cannot be written to the disk", e);
        }
    }

    static AuthorityException failed(Path file, String what, IOException cause) {
        return new AuthorityException(
                Kind.IO, file, what + " (" + cause + "): check the owner, the permissions and the free space", cause);
    }
}
