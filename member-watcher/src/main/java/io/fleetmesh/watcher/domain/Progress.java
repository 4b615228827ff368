package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far each family of a member is known, when that was last recorded, and when the family was last listed. Not
 * thread-safe.
 */
public final class Progress {
    private final Map<Family, String> newest = new EnumMap<>(Family.class);
    private final Map<Family, Instant> recorded = new EnumMap<>(Family.class);
    private final Map<Family, Instant> listed = new EnumMap<>(Family.class);

    /** From the markers of a folded log. */
    public void resume(Map<Family, CompletenessFact> markers) {
        markers.forEach((family, marker) -> newest.put(family, marker.resourceVersion()));
    }

    /** The newest resource version that the family is known to have had. */
    public Optional<String> newest(Family family) {
        return Optional.ofNullable(newest.get(family));
    }

    /** Families whose resource version is known. */
    public Set<Family> families() {
        return Set.copyOf(newest.keySet());
    }

    /** The family was listed whole, and its marker recorded. */
    public void listed(Family family, String resourceVersion, Instant now) {
        newest.put(family, resourceVersion);
        recorded.put(family, now);
        listed.put(family, now);
    }

    /** The family is not watched any more. */
    public void forget(Family family) {
        newest.remove(family);
        recorded.remove(family);
        listed.remove(family);
    }

    /** The family should be listed as soon as can be. */
    public void listSoon(Family family) {
        listed.remove(family);
    }

    /** The family has come to {@code resourceVersion}; an older one than is known changes nothing. */
    public void reached(Family family, String resourceVersion) {
        newest.merge(family, resourceVersion, ResourceVersions::newer);
    }

    /** Whether the family was recorded {@code every} ago or longer. */
    public boolean isRecordDue(Family family, Instant now, Duration every) {
        return isPast(recorded, family, now, every);
    }

    /** Whether the family was listed {@code every} ago or longer. */
    public boolean isListDue(Family family, Instant now, Duration every) {
        return isPast(listed, family, now, every);
    }

    private static boolean isPast(Map<Family, Instant> times, Family family, Instant now, Duration every) {
        return !now.isBefore(times.getOrDefault(family, Instant.EPOCH).plus(every));
    }

    /**
     * The marker that says how far the family is known, so that whoever takes over can tell an older list; empty if that is
     * what {@code standing} says, or if the family was never listed.
     */
    public Optional<CompletenessFact> record(Family family, Optional<CompletenessFact> standing, Instant now) {
        recorded.put(family, now);
        return newest(family)
                .flatMap(version -> standing.filter(
                                marker -> !marker.resourceVersion().equals(version))
                        .map(marker -> new CompletenessFact(family, marker.generation(), version)));
    }
}
