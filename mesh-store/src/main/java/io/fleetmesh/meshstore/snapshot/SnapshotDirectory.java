package io.fleetmesh.meshstore.snapshot;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.FleetRecord;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * A snapshot on disk: a file for each partition, rewritten when it has changed, and {@code current}, written last, which says
 * what of which log they are together. Each file ends with the CRC-32C of all before; one that was cut off, or was changed
 * by anything else, is refused. For one thread at a time.
 *
 * <pre>
 *   file    = magic, topic, topic ID, next offset, newest claim, number of records, records, CRC
 *   record  = type, length, JSON body
 *   current = magic, cluster ID, incarnation, as of (ms), number of partitions, (topic, next offset)…, CRC
 * </pre>
 */
public final class SnapshotDirectory {
    /** Another number when something counts that an older one would have left out, such as what of a source a view shows: who resumes would never see it. */
    private static final String MAGIC = "fleetmesh snapshot 4";

    private static final String CURRENT = "current";
    private static final String SUFFIX = ".partition";
    private static final int CRC_BYTES = Long.BYTES;
    private static final int BUFFER = 1 << 16;

    private final Path directory;

    /** @param directory made at the first write if it is missing */
    public SnapshotDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * What was written last; empty if nothing ever was.
     *
     * @throws IOException if it cannot be used; the message names the file and says why
     */
    public Optional<Snapshot> read() throws IOException {
        Path current = directory.resolve(CURRENT);
        if (!Files.exists(current)) {
            return Optional.empty();
        }
        try (DataInputStream in = open(current)) {
            Snapshot.Log log = new Snapshot.Log(in.readUTF(), in.readUTF());
            Instant asOf = Instant.ofEpochMilli(in.readLong());
            int count = in.readInt();
            Map<String, PartitionState> partitions = new HashMap<>();
            for (int i = 0; i < count; i++) {
                String topic = in.readUTF();
                long next = in.readLong();
                PartitionState state = readPartition(file(topic));
                if (state.next() < next) {
                    throw new IOException(file(topic) + " ends at offset " + state.next() + ", expected " + next);
                }
                partitions.put(topic, state);
            }
            return Optional.of(new Snapshot(log, asOf, partitions));
        }
    }

    private static PartitionState readPartition(Path file) throws IOException {
        try (DataInputStream in = open(file)) {
            String topic = in.readUTF();
            String topicId = in.readUTF();
            long next = in.readLong();
            long claim = in.readLong();
            int count = in.readInt();
            List<FleetRecord> records = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String type = in.readUTF();
                byte[] body = in.readNBytes(in.readInt());
                if (!(Codec.decode(Optional.of(type), body) instanceof Decoded.Known(FleetRecord known))) {
                    throw new IOException(file + " has a record of type " + type + " that cannot be read");
                }
                records.add(known);
            }
            return new PartitionState(topic, topicId, next, claim, records);
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is missing", e);
        }
        int end = bytes.length - CRC_BYTES;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, Math.max(end, 0));
        if (end < 0
                || new DataInputStream(new ByteArrayInputStream(bytes, end, CRC_BYTES)).readLong() != crc.getValue()) {
            throw new IOException(file + " is torn: its checksum does not fit");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
        if (!in.readUTF().equals(MAGIC)) {
            throw new IOException(file + " is no '" + MAGIC + "'");
        }
        return in;
    }

    /** Replaces the state of one partition. */
    public void write(PartitionState state) throws IOException {
        replace(file(state.topic()), out -> {
            out.writeUTF(state.topic());
            out.writeUTF(state.topicId());
            out.writeLong(state.next());
            out.writeLong(state.newestClaim());
            out.writeInt(state.records().size());
            for (FleetRecord record : state.records()) {
                byte[] body = Codec.encode(record);
                out.writeUTF(EventTypes.of(record.getClass()));
                out.writeInt(body.length);
                out.write(body);
            }
        });
    }

    /**
     * Says what the partitions' files are together, and deletes those of others.
     *
     * @param positions by topic the offset that its file goes to at least
     */
    public void conclude(Snapshot.Log log, Instant asOf, Map<String, Long> positions) throws IOException {
        replace(directory.resolve(CURRENT), out -> {
            out.writeUTF(log.clusterId());
            out.writeUTF(log.incarnation());
            out.writeLong(asOf.toEpochMilli());
            out.writeInt(positions.size());
            for (Map.Entry<String, Long> position : positions.entrySet()) {
                out.writeUTF(position.getKey());
                out.writeLong(position.getValue());
            }
        });
        Set<Path> kept = positions.keySet().stream().map(this::file).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                if (!kept.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private Path file(String topic) {
        return directory.resolve(topic + SUFFIX);
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    /** Whoever reads finds the old file or the new one, also after a loss of power. */
    private void replace(Path file, Body body) throws IOException {
        Files.createDirectories(directory);
        Path next = directory.resolve(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
                CheckedOutputStream checked = new CheckedOutputStream(buffered, new CRC32C());
                DataOutputStream out = new DataOutputStream(checked)) {
            out.writeUTF(MAGIC);
            body.writeTo(out);
            out.writeLong(checked.getChecksum().getValue());
            out.flush();
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
