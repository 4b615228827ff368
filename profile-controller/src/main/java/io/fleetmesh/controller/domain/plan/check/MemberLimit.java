package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import java.util.List;

/** Cilium's cluster IDs are what limits a mesh: 255 or 511, by {@code max-connected-clusters}. */
final class MemberLimit {
    private static final int NEARLY_PERCENT = 90;

    private MemberLimit() {}

    static String judge(CheckInput in, Judgement out) {
        int limit = MaxConnectedClusters.lowest(in);
        int members = in.subjects().size();
        if (members > limit) {
            out.fail(
                    List.of(),
                    members + " members, and cluster IDs for " + limit,
                    "split the fleet into several profiles; max-connected-clusters cannot be changed in a live cluster");
        } else if (members * 100 > limit * NEARLY_PERCENT) {
            out.warn(
                    List.of(),
                    members + " members of " + limit + " that are possible",
                    "plan another profile: max-connected-clusters cannot be changed in a live cluster");
        }
        return members + " of " + limit;
    }
}
