package io.fleetmesh.meshstore.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.meshstore.domain.StoreScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final Instant AS_OF = Instant.parse("2026-01-01T00:00:00Z");
    private static final Snapshot.Log LOG = new Snapshot.Log("cluster", "incarnation");
    private static final Map<String, String> IDS = Map.of(
            Topic.views("default").name(), "1", Topic.mesh("default", "east").name(), "2");

    private final Snapshot snapshot = snapshot(new CompletenessRecord(1));

    private static Snapshot snapshot(FleetRecord... ofEast) {
        PartitionState views = new PartitionState(
                Topic.views("default").name(), "1", 3, 0, List.of(new ConsumerView("west", "west", List.of("east"))));
        PartitionState east = new PartitionState(Topic.mesh("default", "east").name(), "2", 9, 4, List.of(ofEast));
        return new Snapshot(LOG, AS_OF, Map.of(views.topic(), views, east.topic(), east));
    }

    @Test
    void theLogThatItIsOfCanBeReadOn() {
        assertEquals(Optional.empty(), snapshot.foreignTo(LOG, IDS, AS_OF.plusSeconds(60)));
    }

    @Test
    void anotherLogCannot() {
        assertForeign("Kafka cluster", new Snapshot.Log("other", "incarnation"), IDS, AS_OF);
        assertForeign("incarnation", new Snapshot.Log("cluster", "other"), IDS, AS_OF);
        assertForeign("deletes since then", LOG, IDS, AS_OF.plus(Topic.TOMBSTONES_KEPT));
        assertForeign("is gone", LOG, Map.of(Topic.views("default").name(), "1"), AS_OF);
        assertForeign(
                "of ID 2, this is 3",
                LOG,
                Map.of(
                        Topic.views("default").name(),
                        "1",
                        Topic.mesh("default", "east").name(),
                        "3"),
                AS_OF);
    }

    private void assertForeign(String why, Snapshot.Log log, Map<String, String> ids, Instant now) {
        String said = snapshot.foreignTo(log, ids, now).orElseThrow();
        assertTrue(said.contains(why), said);
    }

    @Test
    void itKnowsHowMuchItsCompleteSourcesHad() {
        ServiceRecord service = new ServiceRecord("shop", "cart", false, List.of(), List.of(), Map.of(), Map.of());
        IpRecord ip = new IpRecord("10.0.0.1", Optional.empty(), 1, 0, "shop", "cart-1", Optional.empty());
        CompletenessRecord ips = new CompletenessRecord(MeshFamily.IPS, 1);
        assertEquals(
                Map.of("east", Map.of(MeshFamily.SERVICES, 0)), snapshot.completeEntries(StoreScope.of("default")));
        assertEquals(
                Map.of("east", Map.of(MeshFamily.SERVICES, 1, MeshFamily.IPS, 1)),
                snapshot(service, ip, ips, new CompletenessRecord(1)).completeEntries(StoreScope.of("default")));
        assertEquals(
                Map.of("east", Map.of(MeshFamily.SERVICES, 1)),
                snapshot(service, ip, new CompletenessRecord(1)).completeEntries(StoreScope.of("default")));
        assertEquals(Map.of(), snapshot(service).completeEntries(StoreScope.of("default")));
        assertEquals(Map.of(), snapshot.completeEntries(StoreScope.of("other")));
    }

    @Test
    void itsAgeIsThatOfWhatItShows() {
        assertEquals(Duration.ofSeconds(7), snapshot.age(AS_OF.plusSeconds(7)));
    }
}
