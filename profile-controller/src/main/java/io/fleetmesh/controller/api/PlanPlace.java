package io.fleetmesh.controller.api;

import io.fleetmesh.contract.Plan;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Where a plan stands in lists: newest first. It stays there as long as the plan does, so that a page can go on behind one that
 * is kept no more, and plans that are made meanwhile come before all pages that were read.
 */
record PlanPlace(Instant created, String id) implements Comparable<PlanPlace> {
    private static final Comparator<PlanPlace> ORDER =
            Comparator.comparing(PlanPlace::created).reversed().thenComparing(PlanPlace::id);

    static PlanPlace of(Plan plan) {
        return new PlanPlace(plan.created(), plan.id());
    }

    /** The place that {@link #text} was of. */
    static Optional<PlanPlace> read(String text) {
        int end = text.indexOf('/');
        try {
            return end < 0
                    ? Optional.empty()
                    : Optional.of(new PlanPlace(Instant.parse(text.substring(0, end)), text.substring(end + 1)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    String text() {
        return created + "/" + id;
    }

    @Override
    public int compareTo(PlanPlace other) {
        return ORDER.compare(this, other);
    }
}
