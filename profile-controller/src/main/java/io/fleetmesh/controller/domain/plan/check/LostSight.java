package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.plan.Amount;
import io.fleetmesh.contract.plan.ViewChange;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import java.util.List;

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
                "see in the plan of whom they are, and what calls them from there: traffic to them ends, unless there are backends"
                        + " elsewhere"));
        return losing.isEmpty()
                ? "all that is seen now is seen then"
                : losing.size() + " of " + in.subjects().size() + " members see fewer services";
    }

    private static String text(Amount lost) {
        return lost.services()
                + (lost.services() == 1 ? " service with " : " services with ")
                + lost.backends()
                + (lost.backends() == 1 ? " backend" : " backends");
    }
}
