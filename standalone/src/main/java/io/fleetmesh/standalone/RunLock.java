package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One run per project directory: an operating-system lock, gone with its process however that ends. */
final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of {@code home}.
     *
     * @throws Refusal if another run has it, or the directory cannot be written
     */
    static RunLock take(Path home) {
        Path file = home.resolve("lock");
        try {
            Files.createDirectories(home);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
            if (lock == null) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw new Refusal("fleetmesh runs already here (process " + holder
                        + "): stop it with Ctrl-C there, or with 'kill " + holder + "'");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            return new RunLock(channel);
        } catch (AccessDeniedException e) {
            throw new Refusal("cannot write " + e.getFile() + ": give this user write permission there", e);
        } catch (IOException e) {
            throw new Refusal("cannot write in " + home + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
