package io.fleetmesh.contract;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What only the hub knows; everything else is folded again from the members. A JSON document.
 *
 * @param format {@value #FORMAT}
 * @param incarnation the log that it was taken from
 * @param members as admitted: their cluster names and IDs may never be given to others
 */
public record Backup(int format, Incarnation incarnation, List<Member> members) {
    /** What this release writes and reads. */
    public static final int FORMAT = 1;

    public Backup {
        members = List.copyOf(members);
    }

    /** The document. */
    public byte[] write() {
        try {
            return Codec.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JacksonException e) {
            throw new UncheckedIOException("a backup could not be written", e);
        }
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is none, or of another format; the message says what was expected
     */
    public static Backup read(byte[] document) {
        Backup backup;
        try {
            backup = Codec.MAPPER.readValue(document, Backup.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("expected a backup of Fleetmesh: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
        if (backup == null || backup.format() != FORMAT || backup.incarnation() == null) {
            throw new IllegalArgumentException("expected a backup of Fleetmesh in format " + FORMAT
                    + (backup == null ? "" : ", found format " + backup.format()));
        }
        return backup;
    }
}
