package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Members by what they have, as a text. */
final class Spread {
    private Spread() {}

    static <T> void add(Map<T, List<String>> members, T value, Subject subject) {
        members.computeIfAbsent(value, _ -> new ArrayList<>()).add(subject.id());
    }

    /** {@code Flux in 1 member (east), Helm in 2 members (north, west)}. */
    static String counted(Map<?, List<String>> members) {
        return members.entrySet().stream()
                .map(entry -> entry.getKey() + " in "
                        + Count.of(entry.getValue().size(), "member") + " (" + Judgement.names(entry.getValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    /** {@code 1.18 in east, 1.20 in north, west}. */
    static String text(Map<?, List<String>> members) {
        return members.entrySet().stream()
                .map(entry -> entry.getKey() + " in " + Judgement.names(entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
