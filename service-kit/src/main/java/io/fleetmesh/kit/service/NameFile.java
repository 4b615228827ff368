package io.fleetmesh.kit.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.kit.messaging.LastingName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** A lasting name in a file, which is locked as long as it is used: two processes with one directory do not have it at the same time. */
final class NameFile implements LastingName, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NameFile.class);
    private static final int LENGTH = UUID.randomUUID().toString().length();
    /** Of this process: whoever opens a file twice and closes it once has lost its lock. */
    private static final Set<Path> USED = ConcurrentHashMap.newKeySet();

    private final String text;
    private final Path file;
    private final FileChannel locked;

    private NameFile(String text, Path file, FileChannel locked) {
        this.text = text;
        this.file = file;
        this.locked = locked;
    }

    /**
     * The name that stands in {@code file}, a new one if there is none.
     *
     * @param file its directory is made if it is missing
     * @return empty if it is used, or the file cannot be: a name saves time, and nothing depends on it
     */
    static Optional<NameFile> take(Path file) {
        Path whole;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            // However one comes to it: see USED.
            whole = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            LOG.warnv("No name that lasts: groups wait after a restart file={0} cause={1}", file, e);
            return Optional.empty();
        }
        return USED.add(whole) ? unused(whole) : Optional.empty();
    }

    private static Optional<NameFile> unused(Path whole) {
        Optional<NameFile> taken = Optional.empty();
        try {
            taken = lock(whole);
            if (taken.isEmpty()) {
                LOG.infov("Name is another process''s: groups wait after a restart file={0}", whole);
            }
        } catch (IOException e) {
            LOG.warnv("No name that lasts: groups wait after a restart file={0} cause={1}", whole, e);
        } finally {
            if (taken.isEmpty()) {
                USED.remove(whole);
            }
        }
        return taken;
    }

    private static Optional<NameFile> lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new NameFile(text(channel), file, channel));
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        } catch (OverlappingFileLockException e) {
            // By a link to the file itself. It stays open: to close it would give the other's lock away.
            return Optional.empty();
        }
        channel.close();
        return Optional.empty();
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(LENGTH);
        while (read.hasRemaining() && channel.read(read) >= 0) {
            // Until all of it is there.
        }
        Optional<String> known = uuid(new String(read.array(), 0, read.position(), UTF_8));
        if (known.isPresent()) {
            return known.get();
        }
        String fresh = UUID.randomUUID().toString();
        ByteBuffer written = ByteBuffer.wrap(fresh.getBytes(UTF_8));
        channel.truncate(0).position(0);
        while (written.hasRemaining()) {
            var _ = channel.write(written);
        }
        return fresh;
    }

    /** There is none in a file that is new, or that a loss of power has emptied. */
    private static Optional<String> uuid(String text) {
        try {
            // What is cut off may parse as well, as another one.
            return Optional.of(UUID.fromString(text).toString()).filter(text::equals);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public void giveUp() {
        try {
            locked.truncate(0);
        } catch (IOException e) {
            LOG.warnv("Name not given up: it is this process''s at the next start, too file={0} cause={1}", file, e);
        }
    }

    /** From here on another process may have it. */
    @Override
    public void close() {
        try {
            locked.close();
        } catch (IOException e) {
            LOG.warnv("Name not given back before this process ends file={0} cause={1}", file, e);
        }
        USED.remove(file);
    }
}
