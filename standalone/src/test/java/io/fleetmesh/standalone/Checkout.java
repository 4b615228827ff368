package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory that is to its user the project, built: all of it by links, but with nothing of a run in it, and its runs in it alone. */
final class Checkout {
    private Checkout() {}

    /** Makes {@code directory} one, without anything that an earlier run has left. */
    static Path make(Path directory) throws IOException {
        if (Files.exists(directory)) {
            Fleet.delete(directory);
        }
        Files.createDirectories(directory.resolve("target"));
        Path project = Path.of("").toAbsolutePath().getParent();
        for (Path entry : visible(project)) {
            Files.createSymbolicLink(directory.resolve(entry.getFileName()), entry);
        }
        // The launcher builds what is newer than this: nothing, for Maven has just built it.
        Files.createFile(directory.resolve("target").resolve("built"));
        return directory.toAbsolutePath();
    }

    private static List<Path> visible(Path project) throws IOException {
        try (Stream<Path> entries = Files.list(project)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> !entry.endsWith("target"))
                    .toList();
        }
    }
}
