package io.fleetmesh.kit.service;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.kit.messaging.LogMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A {@link LogMemory} in a file, or for one life only if there is no directory for it. Thread-safe. */
public final class FileLogMemory implements LogMemory {
    private static final Logger LOG = Logger.getLogger(FileLogMemory.class);

    private final Optional<Path> file;
    private Optional<Incarnation> last;

    /**
     * Reads what was remembered.
     *
     * @param file its directory is made if it is missing
     * @throws IllegalArgumentException if the file is there and cannot be read
     */
    public FileLogMemory(Optional<Path> file) {
        this.file = file;
        this.last = file.flatMap(FileLogMemory::read);
    }

    @Override
    public synchronized Optional<Incarnation> remembered() {
        return last;
    }

    private static Optional<Incarnation> read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (Codec.decode(Optional.of(EventTypes.of(Incarnation.class)), bytes)
                    instanceof Decoded.Known(Incarnation incarnation)) {
                return Optional.of(incarnation);
            }
            throw new IllegalArgumentException(
                    file + " does not say which log was read: remove it if that does not matter");
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ", which says which log was read: " + e, e);
        }
    }

    @Override
    public synchronized void remember(Incarnation incarnation) {
        last = Optional.of(incarnation);
        file.ifPresent(path -> write(path, Codec.encode(incarnation)));
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            // After a loss of power there is the old file or the new one, and none that is empty.
            try (FileChannel channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    var _ = channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The log of this life is remembered all the same.
            LOG.errorv(e, "Log not remembered for the next start file={0}", file);
        }
    }
}
