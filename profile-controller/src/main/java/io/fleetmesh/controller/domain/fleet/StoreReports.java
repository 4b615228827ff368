package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.controller.domain.fleet.StoreSight.NotReady;
import io.fleetmesh.controller.domain.fleet.StoreSight.Serves;
import io.fleetmesh.controller.domain.fleet.StoreSight.Silent;
import io.fleetmesh.controller.domain.fleet.StoreSight.Unheard;
import io.fleetmesh.controller.domain.fleet.StoreSight.Unsure;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stores have said of the members that they serve. Two clocks are never compared: when something was heard is the listener's
 * time, and for how long a store has not been ready is what the store itself says. Not thread-safe.
 */
public final class StoreReports {
    /** A store that says nothing for so long, or says for so long that it is not ready, is no longer one that begins. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A replica of which nothing was heard for so long before another spoke has another name now, or is no more. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private static final Comparator<StoreStatus.Trust> FIRST_TO_END = Comparator.comparing(
                    StoreStatus.Trust::certificateExpires)
            .thenComparing(StoreStatus.Trust::authorityExpires);

    private record Heard(StoreStatus status, Instant at) {}

    private final Map<String, Map<String, Heard>> members = new HashMap<>();

    /**
     * Takes what a replica says of a member.
     *
     * @param heard when; of what was said before anybody listened, when it was said
     * @return whether more has changed than times and numbers
     */
    public boolean take(String member, StoreStatus status, Instant heard) {
        Map<String, Heard> replicas = members.computeIfAbsent(member, _ -> new TreeMap<>());
        Heard before = replicas.get(status.replica());
        replicas.put(status.replica(), new Heard(before == null ? status : after(before.status(), status), heard));
        replicas.values().removeIf(other -> other.at().isBefore(heard.minus(REMEMBERED)));
        return before == null || !content(before.status()).equals(content(status));
    }

    /** One that begins again and again without ever having been ready is not ready since the first time. */
    private static StoreStatus after(StoreStatus before, StoreStatus status) {
        return before.ready() || status.ready() || !before.since().isBefore(status.since())
                ? status
                : new StoreStatus(
                        status.consumer(),
                        status.profile(),
                        status.replica(),
                        false,
                        before.since(),
                        status.reason(),
                        status.connections(),
                        status.sources(),
                        status.behind(),
                        status.at(),
                        status.trust());
    }

    private static List<Object> content(StoreStatus status) {
        return List.of(status.ready(), status.reason(), status.connections() == 0, status.behind() == 0);
    }

    /** A replica has taken back what it said. */
    public void takeBack(String member, String replica) {
        Map<String, Heard> replicas = members.getOrDefault(member, new TreeMap<>());
        replicas.remove(replica);
        if (replicas.isEmpty()) {
            members.remove(member);
        }
    }

    /** Forgets all that was said of a member. */
    public void forget(String member) {
        members.remove(member);
    }

    /**
     * How a member is served at {@code now}.
     *
     * @param hearing since when what is said would have been heard
     */
    public StoreSight of(String member, Hearing hearing, Instant now) {
        Collection<Heard> all = members.getOrDefault(member, Map.of()).values();
        if (all.isEmpty()) {
            return new Unheard();
        }
        List<StoreStatus> lately = all.stream()
                .filter(heard -> heard.at().isAfter(now.minus(PATIENCE)))
                .map(Heard::status)
                .toList();
        if (!lately.isEmpty()) {
            return of(lately);
        }
        return hearing.of(now).compareTo(PATIENCE) < 0
                ? new Unsure()
                : new Silent(all.stream()
                        .map(Heard::at)
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
    }

    private static StoreSight of(List<StoreStatus> lately) {
        List<StoreStatus> serving = lately.stream().filter(StoreStatus::ready).toList();
        if (!serving.isEmpty()) {
            StoreStatus least = serving.stream()
                    .min(Comparator.comparingInt(StoreStatus::behind))
                    .orElseThrow();
            return new Serves(
                    serving.size(),
                    lately.stream().mapToInt(StoreStatus::connections).sum(),
                    least.sources(),
                    least.behind(),
                    serving.stream().flatMap(status -> status.trust().stream()).min(FIRST_TO_END));
        }
        boolean begins = lately.stream()
                .anyMatch(
                        status -> Duration.between(status.since(), status.at()).compareTo(PATIENCE) < 0);
        StoreStatus last =
                lately.stream().max(Comparator.comparing(StoreStatus::since)).orElseThrow();
        return begins ? new Unsure() : new NotReady(last.since(), last.reason());
    }
}
