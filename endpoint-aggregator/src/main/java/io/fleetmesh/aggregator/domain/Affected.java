package io.fleetmesh.aggregator.domain;

import java.util.List;
import java.util.Set;

/**
 * What one fact may have changed.
 *
 * @param services whose records may differ now
 * @param everything completeness changed: deletes that had to wait may be due, so the whole plan is looked at again
 * @param problems why the fact itself could not be taken
 */
public record Affected(Set<ServiceName> services, boolean everything, List<Problem> problems) {
    static final Affected NOTHING = new Affected(Set.of(), false, List.of());
    static final Affected EVERYTHING = new Affected(Set.of(), true, List.of());

    public Affected {
        services = Set.copyOf(services);
        problems = List.copyOf(problems);
    }

    static Affected of(Set<ServiceName> services) {
        return new Affected(services, false, List.of());
    }

    static Affected refused(Problem problem) {
        return new Affected(Set.of(), false, List.of(problem));
    }
}
