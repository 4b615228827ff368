package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BoundProperties {
    private static final int MOST = 3;

    /** @param which of the places that were taken is given back, again if it was already; below 0 one is taken */
    record Step(String holder, int which) {}

    private record Place(String holder, Runnable giver) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c"), Arbitraries.integers().between(-12, 11))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property
    void eachHolderHasWhatItTookUntilItIsGivenBackOnce(@ForAll("steps") List<Step> steps) {
        Bound bound = new Bound("watches.per-caller", MOST);
        Map<String, Integer> held = new HashMap<>();
        List<Place> taken = new ArrayList<>();
        List<Place> given = new ArrayList<>();
        for (Step step : steps) {
            if (step.which() < 0) {
                boolean room = held.getOrDefault(step.holder(), 0) < MOST;
                assertEquals(room, bound.take(step.holder()));
                if (room) {
                    held.merge(step.holder(), 1, Integer::sum);
                    taken.add(new Place(step.holder(), bound.giver(step.holder())));
                }
            } else if (step.which() < taken.size()) {
                Place place = taken.get(step.which());
                place.giver().run();
                if (!given.contains(place)) {
                    given.add(place);
                    held.computeIfPresent(place.holder(), (_, count) -> count == 1 ? null : count - 1);
                }
            }
            assertEquals(held.values().stream().mapToInt(Integer::intValue).sum(), bound.held());
            assertEquals(held.size(), bound.holders());
        }
        taken.forEach(place -> place.giver().run());
        assertEquals(0, bound.held());
        assertEquals(0, bound.holders());
    }
}
