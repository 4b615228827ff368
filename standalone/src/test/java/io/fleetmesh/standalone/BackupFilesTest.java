package io.fleetmesh.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.Incarnation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFilesTest {
    @TempDir
    Path directory;

    private Path authority(String name, String certificate) throws IOException {
        Path made = Files.createDirectories(directory.resolve(name));
        Files.writeString(made.resolve("ca.crt"), certificate);
        return made;
    }

    private BackupFiles written() throws IOException {
        BackupFiles files = new BackupFiles(directory.resolve("backup"));
        files.write(new Backup(new Incarnation("log-1", 7, List.of()), List.of()), authority("first", "one"));
        return files;
    }

    @Test
    void theMeshCaIsRestoredWhereThereIsNoneAndTheSameOneStays() throws IOException {
        Path hub = directory.resolve("data/hub.json");
        Path none = directory.resolve("none");

        written().restore(hub, none);
        new BackupFiles(directory.resolve("backup")).restore(hub, none);

        assertEquals("one", Files.readString(none.resolve("ca.crt")));
        assertTrue(Files.exists(hub));
    }

    @Test
    void whereAnotherMeshCaIsNothingIsRestored() throws IOException {
        Path hub = directory.resolve("data/hub.json");
        Path other = authority("other", "two");
        BackupFiles files = written();

        Refusal refused = assertThrows(Refusal.class, () -> files.restore(hub, other));

        assertTrue(refused.getMessage().contains(other.resolve("ca.crt").toString()), refused.getMessage());
        assertFalse(Files.exists(hub));
        assertEquals("two", Files.readString(other.resolve("ca.crt")));
    }
}
