package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides what a replica says of how it serves, and when: what has changed soon, what has not now and then, and never more of a
 * consumer than one record in {@link #APART}. Not thread-safe.
 */
public final class StatusReports {
    /** How long nothing is said of a consumer although nothing has changed. */
    public static final Duration EVERY = Duration.ofSeconds(30);
    /** Between two records of one consumer at least: agents that all come at once are a few records. */
    public static final Duration APART = Duration.ofSeconds(5);

    private final String profile;
    private final String replica;
    private final Map<String, StoreStatus> said = new TreeMap<>();

    /** @param replica its name, which no other replica has */
    public StatusReports(String profile, String replica) {
        this.profile = profile;
        this.replica = replica;
    }

    /** What is to be said of a consumer, if it is time; it then counts as said. */
    public Optional<StoreStatus> next(Serving now, Instant at) {
        StoreStatus last = said.get(now.consumer());
        Instant since =
                last != null && last.ready() == now.ready() && !last.since().isAfter(at) ? last.since() : at;
        StoreStatus status = status(now, since, at);
        // A clock that was set back must not silence it.
        if (last != null
                && !at.isBefore(last.at())
                && at.isBefore(last.at().plus(status(now, since, last.at()).equals(last) ? EVERY : APART))) {
            return Optional.empty();
        }
        said.put(now.consumer(), status);
        return Optional.of(status);
    }

    private StoreStatus status(Serving now, Instant since, Instant at) {
        return new StoreStatus(
                now.consumer(),
                profile,
                replica,
                now.ready(),
                since,
                now.trouble(),
                now.connections(),
                now.sources(),
                now.behind(),
                at,
                now.trust());
    }

    /** Those of whom something was said and who are served no more; nothing more is said of them. */
    public Set<String> gone(Set<String> served) {
        Set<String> gone = new TreeSet<>(said.keySet());
        gone.removeAll(served);
        said.keySet().removeAll(gone);
        return gone;
    }
}
