package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Which families of a member were listed whole. Not thread-safe. */
final class Markers {
    private final Map<Family, CompletenessFact> complete = new EnumMap<>(Family.class);

    /** How far a family was read is no news: only that it was, in a new generation, or that its kind came or went. */
    Affected put(CompletenessFact marker) {
        Optional<CompletenessFact> before = Optional.ofNullable(complete.put(marker.family(), marker));
        boolean known = before.filter(
                        old -> old.generation() == marker.generation() && old.notServed() == marker.notServed())
                .isPresent();
        return known ? Affected.NOTHING : Affected.EVERYTHING;
    }

    /** The newest word on a marker counts too: without it, deletes are no longer known to be true. */
    Affected remove(String segment) {
        return complete.keySet().removeIf(family -> family.segment().equals(segment))
                ? Affected.EVERYTHING
                : Affected.NOTHING;
    }

    boolean has(Family family) {
        return complete.containsKey(family);
    }

    /** Whether the member's API is known to serve the kind. */
    boolean served(Family family) {
        return has(family) && !complete.get(family).notServed();
    }

    /**
     * Present when each of the families was listed whole: the smallest generation of them, so that it says only what holds
     * for each of them.
     */
    OptionalLong generation(Set<Family> families) {
        return complete.keySet().containsAll(families)
                ? families.stream()
                        .mapToLong(family -> complete.get(family).generation())
                        .min()
                : OptionalLong.empty();
    }
}
