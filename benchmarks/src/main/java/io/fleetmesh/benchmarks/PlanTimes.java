package io.fleetmesh.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How long requests of one kind took.
 *
 * @param what they were
 * @param each in the order in which they were made
 */
record PlanTimes(String what, List<Duration> each) {
    PlanTimes {
        each = List.copyOf(each);
    }

    Duration first() {
        return each.getFirst();
    }

    Duration median() {
        return each.stream().sorted().toList().get(each.size() / 2);
    }

    Duration longest() {
        return each.stream().max(Duration::compareTo).orElseThrow();
    }

    /** Whether none took longer than {@code aim}, the first included. */
    boolean within(Duration aim) {
        return longest().compareTo(aim) <= 0;
    }

    /** As a sentence, whether all of them meet {@code aim}, and which do not. */
    static String verdict(List<PlanTimes> all, Duration aim) {
        String missed = all.stream()
                .filter(times -> !times.within(aim))
                .map(times ->
                        "%s: %,d ms".formatted(times.what(), times.longest().toMillis()))
                .collect(Collectors.joining("; "));
        Duration longest =
                all.stream().map(PlanTimes::longest).max(Duration::compareTo).orElse(Duration.ZERO);
        return missed.isEmpty()
                ? "aim, %,d ms for each request: met, the longest took %,d ms"
                        .formatted(aim.toMillis(), longest.toMillis())
                : "aim, %,d ms for each request: MISSED by %s".formatted(aim.toMillis(), missed);
    }
}
