package io.fleetmesh.controller.domain.exports;

import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.GlobalService;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may export a name of a profile whose exports are held. Pure: what stands, who asks, and the time decide; people's word is in
 * what stands.
 *
 * <ul>
 *   <li>When exports begin to be held, whoever asks then may.
 *   <li>A name that nobody may export is for the first who asks for it: the oldest, then the first by ID.
 *   <li>Whoever else asks waits. Nobody who may, may no more because of that.
 *   <li>Who may is remembered for {@link #REMEMBERED} after the last member has stopped to ask: a service that is deleted and
 *       created again is let in, and nobody takes its name meanwhile. Then, and of members that have left the profile, it is forgotten.
 *   <li>Once somebody has taken an approval back, people alone decide over the name, until it is forgotten.
 * </ul>
 */
public final class ExportRules {
    /** How long a name that nobody asks for belongs to who might export it. */
    public static final Duration REMEMBERED = Duration.ofDays(7);

    private ExportRules() {}

    /**
     * What a name's record is from now on, as exports begin to be held.
     *
     * @param service as it is in the fleet; empty if nobody exports it or asks to
     * @param members of the profile
     */
    public static Optional<ExportApproval> begin(
            ExportName name, Optional<GlobalService> service, Set<String> members) {
        List<String> asking =
                asking(service, members).stream().map(Asking::member).toList();
        return asking.isEmpty() ? Optional.empty() : Optional.of(record(name, asking, Set.of(), Optional.empty()));
    }

    /**
     * What a name's record is from now on, while exports are held.
     *
     * @param standing its record until now
     * @param service as it is in the fleet; empty if nobody exports it or asks to
     * @param members of the profile
     */
    public static Optional<ExportApproval> next(
            ExportName name,
            Optional<ExportApproval> standing,
            Optional<GlobalService> service,
            Set<String> members,
            Instant now) {
        List<Asking> asking = asking(service, members);
        Set<String> may = those(standing.map(ExportApproval::members), members);
        Set<String> revoked = those(standing.map(ExportApproval::revoked), members);
        if (may.isEmpty() && revoked.isEmpty()) {
            asking.stream().findFirst().map(Asking::member).ifPresent(may::add);
        }
        if (may.isEmpty() && revoked.isEmpty()) {
            return Optional.empty();
        }
        if (!asking.isEmpty()) {
            return Optional.of(record(name, may, revoked, Optional.empty()));
        }
        Instant since = standing.flatMap(ExportApproval::unexportedSince).orElse(now);
        return since.plus(REMEMBERED).isAfter(now)
                ? Optional.of(record(name, may, revoked, Optional.of(since)))
                : Optional.empty();
    }

    private static List<Asking> asking(Optional<GlobalService> service, Set<String> members) {
        return service.map(there -> Asking.of(there, members)).orElse(List.of());
    }

    private static Set<String> those(Optional<List<String>> ids, Set<String> members) {
        Set<String> those = new TreeSet<>(ids.orElse(List.of()));
        those.retainAll(members);
        return those;
    }

    private static ExportApproval record(
            ExportName name, Collection<String> members, Set<String> revoked, Optional<Instant> unexportedSince) {
        return new ExportApproval(
                name.profile(),
                name.namespace(),
                name.name(),
                List.copyOf(members),
                List.copyOf(revoked),
                unexportedSince);
    }
}
