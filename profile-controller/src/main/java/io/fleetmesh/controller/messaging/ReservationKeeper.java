package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.fleet.ClusterIdRelease;
import io.fleetmesh.controller.domain.fleet.Reservations;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Takes cluster IDs out of their topic, while it is owned. What is decided, is decided on the reader's thread. */
final class ReservationKeeper implements Reservations {
    private static final Logger LOG = Logger.getLogger(ReservationKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Outcome ELSEWHERE =
            new Outcome.Unavailable("the cluster IDs are kept by another process, or by none yet");
    private static final Outcome UNKNOWN =
            new Outcome.Unavailable("not confirmed within " + PATIENCE.toSeconds() + " s: ask again");

    private final LogReader reader;
    private final Claims claims;
    private final FleetKeeper fleet;
    private final Runnable onFailure;

    ReservationKeeper(LogReader reader, Claims claims, FleetKeeper fleet, Runnable onFailure) {
        this.reader = reader;
        this.claims = claims;
        this.fleet = fleet;
        this.onFailure = onFailure;
    }

    @Override
    public CompletionStage<Outcome> forget(String profile, int clusterId, String reason, Caller caller) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        // Some fact that is there may say that a candidate has it.
        reader.execute(() -> fleet.inventories().whenRead(() -> {
            if (!answer.isDone()) {
                var _ = attempt(profile, clusterId, reason, caller).thenAccept(answer::complete);
            }
        }));
        return answer.completeOnTimeout(UNKNOWN, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Outcome> attempt(String profile, int clusterId, String reason, Caller caller) {
        Optional<OwnedPartition> ids = claims.of(Topic.clusterIds());
        // It owns the topic before it trusts the log.
        if (ids.isEmpty() || fleet.standings().isEmpty()) {
            return done(ELSEWHERE);
        }
        Optional<String> unread = fleet.inventories().unread();
        if (unread.isPresent()) {
            return done(new Outcome.Unavailable(unread.get()));
        }
        ClusterIdRelease release = ClusterIdRelease.decide(fleet.state(), profile, clusterId);
        return switch (release) {
            case ClusterIdRelease.Refused _ -> done(new Outcome.Decided(release));
            case ClusterIdRelease.Forgotten(ClusterIdReservation reservation) ->
                forget(ids.get(), reservation, reason, caller).thenApply(result -> told(result, release));
        };
    }

    private CompletionStage<Confirmed.Result> forget(
            OwnedPartition ids, ClusterIdReservation reservation, String reason, Caller caller) {
        LOG.infov(
                "Cluster ID forgotten profile={0} clusterId={1} member={2} cause={3} actor={4}",
                reservation.profile(), reservation.clusterId(), reservation.member(), reason, caller.name());
        Map<String, String> headers = new TreeMap<>(Actors.of(caller));
        headers.put(Headers.REASON, reason);
        return Confirmed.remove(reader, ids, reservation.key(), headers);
    }

    private Outcome told(Confirmed.Result result, ClusterIdRelease release) {
        return switch (result) {
            case Confirmed.Result.Kept() -> {
                fleet.changed();
                yield new Outcome.Decided(release);
            }
            case Confirmed.Result.TakenOver() ->
                new Outcome.Unavailable("another process took over; it is forgotten, or not: ask again");
            case Confirmed.Result.Failed(String cause) -> {
                onFailure.run();
                yield new Outcome.Unavailable("Kafka refused the record: " + cause);
            }
        };
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
