package io.fleetmesh.kit.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The name by which Kafka's groups know a process again after a restart, kept in its directory. */
final class InstanceFile {
    private static final Logger LOG = Logger.getLogger(InstanceFile.class);
    private static final String NAME = "instance";

    private InstanceFile() {}

    /**
     * The name that is kept in {@code directory}, or a new one that is kept there from now on.
     *
     * @throws IllegalArgumentException if it is there and cannot be read, or is no UUID
     */
    static String read(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            return UUID.fromString(Files.readString(file).strip()).toString();
        } catch (NoSuchFileException _) {
            return fresh(file);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + " is not the UUID by which Kafka's groups know this process again: remove it", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
    }

    private static String fresh(Path file) {
        String name = UUID.randomUUID().toString();
        try {
            KeptFile.write(file, name.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The next start is then known to nobody, and waits until this one is given up.
            LOG.errorv(e, "Name in Kafka's groups not kept for the next start file={0}", file);
        }
        return name;
    }
}
