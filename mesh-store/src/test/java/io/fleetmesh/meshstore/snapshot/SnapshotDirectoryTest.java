package io.fleetmesh.meshstore.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.NamespaceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDirectoryTest {
    private static final Snapshot.Log LOG = new Snapshot.Log("cluster", "incarnation");
    private static final Instant AS_OF = Instant.ofEpochMilli(1_700_000_000_123L);

    @TempDir
    private Path home;

    private SnapshotDirectory directory() {
        return new SnapshotDirectory(home.resolve("snapshot"));
    }

    private static PartitionState state(String topic, long next, FleetRecord... records) {
        return new PartitionState(topic, topic + "-id", next, 3, List.of(records));
    }

    private Snapshot written() throws IOException {
        PartitionState views = state(
                "views",
                7,
                new ConsumerView(
                        "west",
                        "west",
                        List.of("east", "north"),
                        Map.of("east", NamespaceChoice.allBut(List.of("pay"))),
                        List.of("north")));
        PartitionState east =
                state("east", 9, new ClusterConfigRecord("east", 3, 255, false), new CompletenessRecord(1));
        SnapshotDirectory directory = directory();
        directory.write(views);
        directory.write(east);
        directory.conclude(LOG, AS_OF, Map.of("views", 7L, "east", 9L));
        return new Snapshot(LOG, AS_OF, Map.of("views", views, "east", east));
    }

    @Test
    void thereIsNoneBeforeTheFirst() throws IOException {
        assertEquals(Optional.empty(), directory().read());
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        assertEquals(Optional.of(written()), directory().read());
    }

    @Test
    void aPartitionNewerThanTheWholeIsTaken() throws IOException {
        written();
        PartitionState newer = state("east", 12, new CompletenessRecord(2));
        directory().write(newer);
        assertEquals(newer, directory().read().orElseThrow().partitions().get("east"));
    }

    @Test
    void aPartitionOlderThanTheWholeIsRefused() throws IOException {
        written();
        directory().write(state("east", 8));
        assertTrue(refusal().contains("ends at offset 8, expected 9"), refusal());
    }

    @Test
    void aPartitionThatIsMissingIsRefused() throws IOException {
        written();
        Files.delete(home.resolve("snapshot/east.partition"));
        assertTrue(refusal().endsWith("east.partition is missing"), refusal());
    }

    @Test
    void partitionsOfNoViewAreDeleted() throws IOException {
        written();
        directory().conclude(LOG, AS_OF, Map.of("views", 7L));
        assertFalse(Files.exists(home.resolve("snapshot/east.partition")));
    }

    @Test
    void everyTornOrAlteredFileIsRefused() throws IOException {
        written();
        Random random = new Random(7);
        for (String name : List.of("current", "views.partition", "east.partition")) {
            Path file = home.resolve("snapshot").resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertTrue(refusal().contains("torn"), name + " cut at " + length);
            }
            for (int i = 0; i < whole.length; i++) {
                byte[] altered = whole.clone();
                altered[i] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, altered);
                assertTrue(refusal().contains("torn"), name + " altered at " + i);
            }
            Files.write(file, whole);
        }
        var _ = directory().read().orElseThrow();
    }

    private String refusal() {
        return assertThrows(IOException.class, () -> directory().read()).getMessage();
    }
}
