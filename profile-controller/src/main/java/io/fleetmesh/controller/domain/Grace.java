package io.fleetmesh.controller.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is unwanted without a break for so long that it may go: until then, whoever uses it hears that it will not be needed.
 * Not for several threads at once.
 */
public final class Grace<T> {
    private final Duration length;
    private final Map<T, Instant> since = new HashMap<>();

    public Grace(Duration length) {
        this.length = length;
    }

    /** Those of {@code unwanted} whose time is over; to be asked whenever something may have changed. */
    public Set<T> over(Set<T> unwanted, Instant now) {
        since.keySet().retainAll(unwanted);
        unwanted.forEach(one -> since.putIfAbsent(one, now));
        return since.entrySet().stream()
                .filter(one -> !now.isBefore(one.getValue().plus(length)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
