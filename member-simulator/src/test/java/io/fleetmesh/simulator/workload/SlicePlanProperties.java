package io.fleetmesh.simulator.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SlicePlanProperties {
    private static Map<String, List<String>> plan(Map<String, List<String>> current, Set<Integer> wanted) {
        Set<String> names = wanted.stream().map(number -> "p" + number).collect(Collectors.toCollection(TreeSet::new));
        return SlicePlan.of(current, names, number -> "slice-" + number);
    }

    @Property
    void holdsEachWantedEndpointOnceInSlicesThatAreNotTooLarge(
            @ForAll @Size(max = 300) Set<@IntRange(max = 500) Integer> before,
            @ForAll @Size(max = 300) Set<@IntRange(max = 500) Integer> after) {
        Map<String, List<String>> plan = plan(plan(Map.of(), before), after);
        List<String> all = plan.values().stream().flatMap(List::stream).sorted().toList();
        assertEquals(after.stream().map(number -> "p" + number).sorted().toList(), all);
        assertTrue(plan.values().stream().allMatch(slice -> slice.size() <= SlicePlan.LARGEST));
        assertTrue(!plan.isEmpty());
    }

    @Property
    void theSameAgainIsNoChange(@ForAll @Size(max = 300) Set<@IntRange(max = 500) Integer> wanted) {
        Map<String, List<String>> plan = plan(Map.of(), wanted);
        assertEquals(plan, plan(plan, wanted));
    }

    @Property
    void anEndpointStaysInItsSlice(
            @ForAll @Size(max = 300) Set<@IntRange(max = 500) Integer> before,
            @ForAll @Size(max = 300) Set<@IntRange(max = 500) Integer> after) {
        Map<String, List<String>> first = plan(Map.of(), before);
        Map<String, List<String>> then = plan(first, after);
        first.forEach((slice, endpoints) -> endpoints.stream()
                .filter(endpoint -> after.contains(Integer.parseInt(endpoint.substring(1))))
                .forEach(endpoint ->
                        assertTrue(then.getOrDefault(slice, List.of()).contains(endpoint))));
    }
}
