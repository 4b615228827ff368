package io.fleetmesh.simulator.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Spreads the endpoints of a service over slices of at most {@link #LARGEST}. An endpoint stays in its slice; new ones fill
 * slices with room first. There is always at least one slice.
 */
final class SlicePlan {
    static final int LARGEST = 100;

    private SlicePlan() {}

    /**
     * Endpoints by the name of their slice.
     *
     * @param current the same, as it is now
     * @param wanted all endpoints there shall be, in the order in which new ones are added
     * @param names the name of the n-th slice
     */
    static Map<String, List<String>> of(
            Map<String, List<String>> current, Set<String> wanted, IntFunction<String> names) {
        Map<String, List<String>> plan = new TreeMap<>();
        Map<String, String> missing = new LinkedHashMap<>();
        wanted.forEach(endpoint -> missing.put(endpoint, endpoint));
        current.forEach((slice, endpoints) -> {
            List<String> kept = new ArrayList<>();
            for (String endpoint : endpoints) {
                if (kept.size() < LARGEST && missing.remove(endpoint) != null) {
                    kept.add(endpoint);
                }
            }
            if (!kept.isEmpty()) {
                plan.put(slice, kept);
            }
        });
        List<String> rest = new ArrayList<>(missing.keySet());
        plan.values().forEach(slice -> fill(slice, rest));
        for (int number = 0; !rest.isEmpty() || plan.isEmpty(); number++) {
            String name = names.apply(number);
            if (!plan.containsKey(name)) {
                List<String> slice = new ArrayList<>();
                fill(slice, rest);
                plan.put(name, slice);
            }
        }
        return plan;
    }

    private static void fill(List<String> slice, List<String> rest) {
        List<String> taken = rest.subList(0, Math.min(LARGEST - slice.size(), rest.size()));
        slice.addAll(taken);
        taken.clear();
    }
}
