package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.kit.domain.LogTrust;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which incarnation a new owner of the log writes. A log that is not the one remembered is continued only if an operator says
 * so, once and here: all others learn from the new incarnation which ones it replaces.
 */
public sealed interface IncarnationRule {
    /** More logs than that are not given up between two starts of one service. */
    int MOST_REPLACED = 16;

    /** It goes on with this. */
    record Next(Incarnation incarnation) implements IncarnationRule {}

    /**
     * It does not.
     *
     * @param reason for the operator, with what to do
     */
    record Refused(String reason) implements IncarnationRule {}

    /**
     * Decides.
     *
     * @param found what the log says
     * @param remembered what the controller has read before
     * @param accepted the incarnation that the operator gives up for this log; once it is replaced, that says nothing more
     * @param freshId for a log that is begun or accepted
     */
    static IncarnationRule decide(
            Optional<Incarnation> found, Optional<Incarnation> remembered, Optional<String> accepted, String freshId) {
        return switch (LogTrust.judge(remembered, found)) {
            case LogTrust.Doubted(String reason) ->
                // An older word, said about another log, says nothing about this one.
                accepted.equals(remembered.map(Incarnation::id))
                        ? instead(accepted.get(), found, remembered, freshId)
                        : new Refused(reason);
            case LogTrust.Unnamed()
            when remembered.isPresent() && !accepted.equals(remembered.map(Incarnation::id)) ->
                new Refused("an empty log: remembered " + LogTrust.text(remembered.get()) + "; "
                        + LogTrust.remedy(remembered.get()));
            case LogTrust.Unnamed() ->
                accepted.map(id -> instead(id, found, remembered, freshId))
                        .orElseGet(() -> new Next(new Incarnation(freshId, 1, List.of())));
            case LogTrust.Trusted(Incarnation log)
            when accepted.isPresent() && !log.replaces().contains(accepted.get()) ->
                instead(accepted.get(), found, remembered, freshId);
            case LogTrust.Trusted(Incarnation log) ->
                new Next(new Incarnation(log.id(), epoch(found, remembered) + 1, log.replaces()));
        };
    }

    private static IncarnationRule instead(
            String given, Optional<Incarnation> found, Optional<Incarnation> remembered, String freshId) {
        List<Incarnation> known =
                Stream.of(found, remembered).flatMap(Optional::stream).toList();
        return new Next(new Incarnation(
                freshId,
                epoch(found, remembered) + 1,
                Stream.of(
                                Stream.of(given),
                                known.stream().map(Incarnation::id),
                                known.stream().flatMap(log -> log.replaces().stream()))
                        .flatMap(ids -> ids)
                        .distinct()
                        .limit(MOST_REPLACED)
                        .toList()));
    }

    private static long epoch(Optional<Incarnation> found, Optional<Incarnation> remembered) {
        return Stream.of(found, remembered)
                .flatMap(Optional::stream)
                .mapToLong(Incarnation::epoch)
                .max()
                .orElse(0);
    }
}
