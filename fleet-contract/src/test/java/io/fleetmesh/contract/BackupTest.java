package io.fleetmesh.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackupTest {
    private static final Incarnation LOG = new Incarnation("log-1", 7, List.of("log-0"));

    @Test
    void whatOnlyTheHubKnowsComesBackAsItWas() {
        List<FleetRecord> all = SampleRecords.all().toList();
        Backup backup = new Backup(LOG, all);

        assertEquals(backup, Backup.read(backup.write()));
        assertTrue(backup.records()
                .containsAll(all.stream()
                        .filter(record -> record instanceof Intent
                                || record instanceof AppliedProfile
                                || record instanceof ClusterIdReservation
                                || record instanceof Member)
                        .toList()));
        assertTrue(backup.records().stream()
                .noneMatch(record ->
                        record instanceof Claim || record instanceof Candidate || record instanceof MemberFact));
    }

    @Test
    void whoStandsBehindARecordIsSavedAndNoOtherHeaderIs() {
        Member east = new Member("east", "default", "e", 3);
        Member west = new Member("west", "default", "w", 4);
        Map<String, String> anna = Map.of(Headers.ACTOR, "anna", Headers.ACTOR_BY, "token", Headers.REASON, "it moves");
        Map<String, String> more = new HashMap<>(anna);
        more.put(Headers.CLAIM, "7");
        Backup backup = new Backup(
                LOG,
                List.of(east, west),
                Map.of(Backup.place(east), more, Backup.place(west), Map.of(Headers.REASON, "nobody's")));

        Backup read = Backup.read(backup.write());

        assertEquals(backup, read);
        assertEquals(anna, read.actor(east));
        assertEquals(anna, read.actor(new Member("east", "default", "other", 5)));
        assertEquals(Map.of(), read.actor(west));
        assertEquals(Map.of(), new Backup(LOG, List.of(east)).actor(east));
    }

    @Test
    void theFormatOfEarlierReleasesIsRead() {
        Backup backup = Backup.read("""
                {"format": 1, "incarnation": {"id": "log-1", "epoch": 7, "replaces": ["log-0"]}, "members": [
                {"id": "east", "profile": "default", "clusterName": "e", "clusterId": 3, "observed": false, "draining": false}]}""".getBytes(UTF_8));

        assertEquals(new Backup(LOG, List.of(new Member("east", "default", "e", 3))), backup);
    }

    @Test
    void whatIsNoBackupOrHasUnknownRecordsIsRefused() {
        assertTrue(refusal("{").startsWith("expected a backup of Fleetmesh: "));
        assertEquals("expected a backup of Fleetmesh in format 1 or 2, found none", refusal("[]"));
        assertEquals("expected a backup of Fleetmesh in format 1 or 2, found format 3", refusal("{\"format\": 3}"));
        assertTrue(refusal("{\"format\": 2}").startsWith("a backup's incarnation: expected records"));
        assertTrue(refusal("{\"format\": 2, \"records\": [{\"type\": \"io.fleetmesh.x.v1\", \"body\": {}}]}")
                .startsWith("a backup's records: expected records that this release knows, found UnknownType"));
    }

    private static String refusal(String document) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Backup.read(document.getBytes(UTF_8)))
                .getMessage());
    }
}
