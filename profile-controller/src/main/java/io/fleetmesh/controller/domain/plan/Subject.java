package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Member;
import java.util.Map;
import java.util.Optional;

/**
 * A member that is looked at.
 *
 * @param member as it would be
 * @param before as it is, if it is one
 */
public record Subject(Member member, Optional<Member> before, Map<String, String> labels, MemberInventory inventory) {
    public Subject {
        labels = Map.copyOf(labels);
    }

    public String id() {
        return member.id();
    }

    /** Whether the plan does something to it, rather than to others only. */
    public boolean isChanged() {
        return !before.equals(Optional.of(member));
    }

    public Optional<CiliumConfigFact> config() {
        return inventory.config();
    }
}
