package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.resource.NetworkProfileSpec.Approval;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Whose consent a plan needs: that of somebody who neither made it nor applies it. Each answers why not, or with nothing. */
public final class ApprovalRules {
    private ApprovalRules() {}

    /** How many others must approve. */
    public static int needed(Optional<Approval> approval) {
        return approval.orElse(Approval.NONE) == Approval.SECOND_PERSON ? 1 : 0;
    }

    /** Whether {@code approver} can approve what {@code maker} made and {@code approvers} have approved. */
    public static Optional<String> approval(String maker, Set<String> approvers, String approver) {
        if (approver.equals(maker)) {
            return Optional.of("expected another one than " + maker + ", who made the plan");
        }
        return approvers.contains(approver)
                ? Optional.of("expected somebody who has not approved it yet")
                : Optional.empty();
    }

    /** Whether {@code applier} can apply it; an approval of their own, or the maker's, does not count. */
    public static Optional<String> application(int needed, String maker, Set<String> approvers, String applier) {
        Set<String> others = new HashSet<>(approvers);
        others.remove(maker);
        others.remove(applier);
        return others.size() >= needed
                ? Optional.empty()
                : Optional.of("the approval of " + needed + " who neither made the plan nor apply it; it has that of "
                        + others.size());
    }
}
