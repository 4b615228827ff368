package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.ExportHold;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.LogTrust;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a backup is written into the log that is there. Nothing is taken away that the log has: what was reserved or is
 * remembered stays so. Where both say something, what is newer counts, and the backup if that cannot be told. What a newer log lacks
 * on a topic that has something was deleted, and stays so. Members follow from applied profiles, or are admitted ({@link
 * AdmissionRules}): their topics must be there first.
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
        Set<Topic> known = known(backup, found, there);
        Map<String, FleetRecord> standing = new HashMap<>();
        there.forEach(record -> standing.put(Backup.place(record), record));
        List<FleetRecord> written = new ArrayList<>();
        long next = version;
        for (FleetRecord record : backup.records()) {
            FleetRecord stands = standing.get(Backup.place(record));
            boolean stays = (stands != null && same(stands, record))
                    || Backup.topic(record).filter(known::contains).isPresent();
            if (record instanceof Member || stays) {
                continue;
            }
            written.add(record instanceof Intent intent ? at(++next, intent) : record);
        }
        // What may stay before what holds the rest.
        written.sort(Comparator.comparing(ExportHold.class::isInstance));
        return written;
    }

    /** Whether the backup's members are admitted: not if the log knows better who is one. */
    public static boolean admits(Backup backup, Optional<Incarnation> found, Collection<? extends FleetRecord> there) {
        return !known(backup, found, there).contains(Topic.members());
    }

    /** Topics of which the log knows all, for it is the newer one and has not lost them. */
    private static Set<Topic> known(
            Backup backup, Optional<Incarnation> found, Collection<? extends FleetRecord> there) {
        Incarnation saved = backup.incarnation();
        boolean newer = found.filter(log -> log.id().equals(saved.id()) && log.epoch() > saved.epoch())
                .isPresent();
        return newer
                ? there.stream().map(Backup::topic).flatMap(Optional::stream).collect(Collectors.toSet())
                : Set.of();
    }

    /**
     * Why the backup is not brought into the log: that is in use, and of another fleet as far as can be told. It may have what the
     * backup has as well: a restore may have been broken off.
     *
     * @param found which log it is
     * @param remembered what the controller has read before
     * @param given the incarnation that the operator gives up by name
     * @param there what stands in it
     */
    public static Optional<String> refusal(
            Backup backup,
            Optional<Incarnation> found,
            Optional<Incarnation> remembered,
            Optional<String> given,
            Collection<? extends FleetRecord> there) {
        Incarnation saved = backup.incarnation();
        if (!(LogTrust.judge(remembered, found) instanceof LogTrust.Trusted(Incarnation log))
                || log.id().equals(saved.id())
                || log.replaces().contains(saved.id())
                || given.filter(log.id()::equals).isPresent()) {
            return Optional.empty();
        }
        boolean used = there.stream()
                .filter(record -> record instanceof AppliedProfile || record instanceof Member)
                .anyMatch(record -> !backup.records().contains(record));
        return used
                ? Optional.of("the backup is of another log: expected " + LogTrust.text(log)
                        + ", which is there and in use, found " + LogTrust.text(saved)
                        + "; remove the backup if this log is right, or bring it into this log nevertheless with"
                        + " fleetmesh.log.accept=" + log.id() + " at the profile controller")
                : Optional.empty();
    }

    /** The incarnation of the log once the backup is in it: it replaces that of the backup, so that it is not restored again. */
    public static Incarnation after(Incarnation next, Backup backup) {
        return new Incarnation(
                next.id(),
                next.epoch(),
                Stream.concat(Stream.of(backup.incarnation().id()), next.replaces().stream())
                        .distinct()
                        .limit(IncarnationRule.MOST_REPLACED)
                        .toList());
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
