package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.plan.Amount;
import io.fleetmesh.contract.plan.ViewChange;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who would see services no more, for whichever reason: segments, a source that leaves, another default of namespaces. That is often
 * what is meant, so it is never more than a warning; who leaves loses everything and is not warned of.
 */
final class LostSight {
    private LostSight() {}

    static String judge(CheckInput in, Judgement out) {
        List<ViewChange> losing = in.changes().stream()
                .filter(change -> change.lost().services() > 0)
                .filter(change -> in.subjects().containsKey(change.consumer()))
                .toList();
        losing.forEach(change -> out.warn(
                List.of(change.consumer()),
                change.consumer() + " would see " + text(change.lost()) + " no more",
                "see under Sight whose they are, and what calls them from " + change.consumer()
                        + ": traffic to them ends, unless there are backends elsewhere"));
        narrowed(in).stream()
                .map(in.subjects()::get)
                .filter(Objects::nonNull)
                .filter(source -> !source.inventory().isComplete(Family.NAMESPACE)
                        || !source.inventory().isComplete(Family.SERVICE))
                .forEach(source -> out.unknown(
                        source.id(),
                        "all that is seen less of",
                        "wait until its Namespaces and Services have been listed"));
        return losing.isEmpty()
                ? "none of " + Count.of(in.subjects().size(), "member") + " sees fewer services than now"
                : Count.part(losing.size(), in.subjects().size(), "member") + " see fewer services";
    }

    /** Of whom somebody would see less. */
    private static Set<String> narrowed(CheckInput in) {
        Set<String> narrowed = new TreeSet<>();
        in.standing().forEach((consumer, before) -> {
            ConsumerView after = in.views().get(consumer);
            if (after == null) {
                narrowed.addAll(before.sources());
            } else if (!after.equals(before)) {
                Set<String> left = new HashSet<>(after.sources());
                before.sources().stream()
                        .filter(source -> !left.contains(source)
                                || !after.namespacesOf(source).equals(before.namespacesOf(source)))
                        .forEach(narrowed::add);
            }
        });
        return narrowed;
    }

    private static String text(Amount lost) {
        return lost.services()
                + (lost.services() == 1 ? " service with " : " services with ")
                + lost.backends()
                + (lost.backends() == 1 ? " backend" : " backends");
    }
}
