package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.RestoreRules;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Writes what a backup knows and the log does not, on the reader's thread. */
final class Restoring {
    private static final Logger LOG = Logger.getLogger(Restoring.class);

    private final LogReader reader;
    private final Claims claims;
    private final Backup backup;
    private final List<FleetRecord> missing;

    private Restoring(LogReader reader, Claims claims, Backup backup, List<FleetRecord> missing) {
        this.backup = backup;
        this.reader = reader;
        this.claims = claims;
        this.missing = missing;
    }

    /**
     * Of what is owned now; empty if that is not all that is needed.
     *
     * @param found which log it is
     */
    static Optional<Restoring> of(LogReader reader, Claims claims, Backup backup, Optional<Incarnation> found) {
        return claims.of(Topic.intents())
                .map(intents -> new Restoring(
                        reader, claims, backup, RestoreRules.decide(backup, found, there(claims), intents.claim())));
    }

    /** What stands where backups have something. */
    static List<FleetRecord> there(Claims claims) {
        return Backup.topics().stream()
                .flatMap(topic -> claims.records(topic, FleetRecord.class))
                .toList();
    }

    /** True once all of it counts. */
    CompletionStage<Boolean> write() {
        LOG.infov("Backup is restored records={0}", missing.size());
        CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
        for (FleetRecord record : missing) {
            all = all.thenCombine(write(record), Boolean::logicalAnd);
        }
        return all;
    }

    private CompletionStage<Boolean> write(FleetRecord record) {
        Optional<OwnedPartition> partition = Backup.topic(record).flatMap(claims::of);
        return partition.isEmpty()
                ? CompletableFuture.completedFuture(false)
                : Confirmed.put(reader, partition.get(), record, Actors.of(record, backup))
                        .thenApply(Confirmed.Result.Kept.class::isInstance);
    }
}
