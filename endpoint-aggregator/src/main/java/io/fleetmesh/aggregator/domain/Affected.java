package io.fleetmesh.aggregator.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one fact, or a profile, may have changed.
 *
 * @param services whose records may differ now
 * @param items that may differ now
 * @param everything completeness, the member's configuration or the profile's default changed, so the whole plan is looked at
 *     again
 * @param problems why the fact itself, or a part of it, could not be taken
 */
public record Affected(Set<ServiceName> services, Set<Item> items, boolean everything, List<Problem> problems) {
    static final Affected NOTHING = new Affected(Set.of(), Set.of(), false, List.of());
    static final Affected EVERYTHING = new Affected(Set.of(), Set.of(), true, List.of());

    public Affected {
        services = Set.copyOf(services);
        items = Set.copyOf(items);
        problems = List.copyOf(problems);
    }

    static Affected of(Set<ServiceName> services) {
        return new Affected(services, Set.of(), false, List.of());
    }

    static Affected ofItems(Set<Item> items) {
        return new Affected(Set.of(), items, false, List.of());
    }

    static Affected refused(Problem problem) {
        return new Affected(Set.of(), Set.of(), false, List.of(problem));
    }

    /** What either may have changed. */
    Affected and(Affected other) {
        if (other.equals(NOTHING)) {
            return this;
        }
        Set<ServiceName> bothServices = new HashSet<>(services);
        bothServices.addAll(other.services);
        Set<Item> bothItems = new HashSet<>(items);
        bothItems.addAll(other.items);
        List<Problem> bothProblems = new ArrayList<>(problems);
        bothProblems.addAll(other.problems);
        return new Affected(bothServices, bothItems, everything || other.everything, bothProblems);
    }
}
