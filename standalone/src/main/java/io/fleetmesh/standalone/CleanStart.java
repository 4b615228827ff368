package io.fleetmesh.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes what an earlier run left, so that nobody reads it as this one's. */
final class CleanStart {
    private CleanStart() {}

    /**
     * Leaves an empty home, and the data as it is if {@code keepData}.
     *
     * @throws Refusal if a process of an earlier run still runs, or files cannot be written
     */
    static void prepare(Run run, boolean keepData) throws IOException {
        refuseLeftovers(run);
        Layout layout = run.layout();
        try {
            for (Path old : List.of(layout.pki(), layout.bus(), layout.logs(), layout.processes(), layout.runFile())) {
                delete(old);
            }
            deleteKubeconfigs(layout.home());
            if (!keepData) {
                delete(layout.data());
            }
            Files.createDirectories(layout.data());
            Files.createDirectories(layout.logs());
            RunConfig.write(run);
            Kubeconfigs.linkReal(run);
        } catch (AccessDeniedException e) {
            throw new Refusal("cannot write " + e.getFile() + ": give this user write permission there", e);
        }
    }

    private static void refuseLeftovers(Run run) {
        Children children = new Children(run);
        for (Part process : Part.any()) {
            children.find(process).ifPresent(handle -> {
                throw new Refusal(process.processName() + " of an earlier run still runs: stop it with 'kill "
                        + handle.pid() + "'");
            });
        }
    }

    private static void deleteKubeconfigs(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".kubeconfig") || name.endsWith(".context")) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).forEach(CleanStart::deleteOne);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
