package io.fleetmesh.standalone;

import io.fleetmesh.contract.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A backup's directory: what only the hub knows, and the mesh CA with its key. Readable by its owner alone. */
final class BackupFiles {
    static final String HUB = "hub.json";
    private static final String AUTHORITY = "authority";
    private static final String CERTIFICATE = "ca.crt";

    private final Path directory;

    BackupFiles(Path directory) {
        this.directory = directory;
    }

    /** Writes both; refuses a directory that is there. */
    void write(Backup hub, Path authority) throws IOException {
        if (Files.exists(directory)) {
            throw new Refusal(directory + " is there already: choose another directory for this backup");
        }
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.write(directory.resolve(HUB), hub.write());
        copy(authority, directory.resolve(AUTHORITY));
    }

    Backup hub() throws IOException {
        Path file = directory.resolve(HUB);
        if (!Files.exists(file)) {
            throw new Refusal(directory + " is no backup: it has no " + HUB);
        }
        try {
            return Backup.read(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new Refusal(file + ": " + e.getMessage(), e);
        }
    }

    /** Puts the backup where a run finds it; refuses where another mesh CA is than the backup's. */
    void restore(Path hub, Path authority) throws IOException {
        byte[] saved = hub().write();
        boolean there = Files.exists(authority);
        if (there) {
            refuseOther(directory.resolve(AUTHORITY).resolve(CERTIFICATE), authority.resolve(CERTIFICATE));
        }
        Files.createDirectories(hub.getParent());
        Files.write(hub, saved);
        if (!there) {
            copy(directory.resolve(AUTHORITY), authority);
        }
    }

    private static void refuseOther(Path expected, Path found) throws IOException {
        if (!Files.exists(found) || Files.mismatch(expected, found) != -1) {
            throw new Refusal(found + ": expected the mesh CA of the backup, " + expected
                    + ", found another or none: agents trust one of them only. Move " + found.getParent()
                    + " away if the backup's is right, or restore the backup that belongs to this CA");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
