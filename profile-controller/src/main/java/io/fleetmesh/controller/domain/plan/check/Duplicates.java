package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Values that several members have. */
final class Duplicates {
    private Duplicates() {}

    /** Members by value, for values of more than one. */
    static Map<String, List<String>> of(List<Subject> subjects, Function<Subject, String> value) {
        Map<String, List<String>> members = new TreeMap<>();
        subjects.forEach(subject -> members.computeIfAbsent(value.apply(subject), _ -> new ArrayList<>())
                .add(subject.id()));
        members.values().removeIf(those -> those.size() < 2);
        return members;
    }
}
