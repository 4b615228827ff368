package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A setting that must be the same in all members, and what the profile asks for if it does.
 *
 * @param name as {@code cilium-config} has it
 * @param why it must
 * @param how what to do about it
 */
record Equal(String name, String why, String how) {

    /**
     * @param value nothing where it is not known
     * @param wanted nothing if the profile does not ask for one
     */
    String judge(CheckInput in, Judgement out, Function<Subject, Optional<String>> value, Optional<String> wanted) {
        TreeMap<String, List<String>> joined = new TreeMap<>();
        for (Subject subject : in.all()) {
            Optional<String> found = value.apply(subject);
            if (found.isEmpty()) {
                out.unknown(subject.id(), name, "see whether the watcher may read ConfigMap kube-system/cilium-config");
                continue;
            }
            if (wanted.isPresent() && !wanted.equals(found)) {
                out.fail(
                        List.of(subject.id()),
                        subject.id() + " has " + name + " " + found.get() + ", the profile asks for " + wanted.get(),
                        how);
            } else if (!subject.member().observed()) {
                Spread.add(joined, found.get(), subject);
            }
        }
        if (joined.size() > 1) {
            out.fail(List.of(), name + " is " + Spread.text(joined) + ": " + why, how);
        }
        observers(in, value, joined, out);
        return joined.isEmpty() ? "no value is known" : Spread.text(joined);
    }

    /** Who only looks on may differ; that is told before it joins. */
    private void observers(
            CheckInput in,
            Function<Subject, Optional<String>> value,
            NavigableMap<String, List<String>> joined,
            Judgement out) {
        in.all().stream()
                .filter(subject -> subject.member().observed() && joined.size() == 1)
                .forEach(subject -> value.apply(subject)
                        .filter(found -> !joined.containsKey(found))
                        .ifPresent(found -> out.warn(
                                List.of(subject.id()),
                                subject.id() + ", which only observes, has " + name + " " + found + "; members have "
                                        + joined.firstKey(),
                                how + ", before it joins")));
    }
}
