package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a backup is written into the log that is there. Nothing is taken away that the log has: what was reserved or is
 * remembered stays so. Where both say something, what is newer counts, and the backup if that cannot be told. Members follow from
 * applied profiles, or are admitted ({@link AdmissionRules}): their topics must be there first.
 */
public final class RestoreRules {
    private RestoreRules() {}

    /**
     * Decides.
     *
     * @param found which log it is
     * @param there what stands in it
     * @param version that of the newest change of a declared object. Those that are written get the ones after it: a resource
     *     version means nothing in another log than the one it was given in
     */
    public static List<FleetRecord> decide(
            Backup backup, Optional<Incarnation> found, Collection<? extends FleetRecord> there, long version) {
        Incarnation saved = backup.incarnation();
        boolean logIsNewer = found.filter(log -> log.id().equals(saved.id()) && log.epoch() > saved.epoch())
                .isPresent();
        Map<String, FleetRecord> standing = new HashMap<>();
        there.forEach(record -> standing.put(place(record), record));
        List<FleetRecord> written = new ArrayList<>();
        long next = version;
        for (FleetRecord record : backup.records()) {
            FleetRecord stands = standing.get(place(record));
            boolean stays = stands != null && (logIsNewer || same(stands, record));
            if (record instanceof Member || stays) {
                continue;
            }
            written.add(record instanceof Intent intent ? at(++next, intent) : record);
        }
        return written;
    }

    /** One for each key of each topic. */
    private static String place(FleetRecord record) {
        return EventTypes.of(record.getClass()) + " " + record.key();
    }

    private static boolean same(FleetRecord one, FleetRecord other) {
        if (one instanceof Intent is && other instanceof Intent was) {
            return at(0, is).equals(at(0, was));
        }
        return one.equals(other);
    }

    private static Intent at(long version, Intent intent) {
        return Intent.of(
                intent.metadata()
                        .at(
                                Long.toString(version),
                                intent.metadata().generation().orElse(1L)),
                intent.spec());
    }
}
