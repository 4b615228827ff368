package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import java.util.Map;
import java.util.Optional;

/**
 * A member that is looked at.
 *
 * @param member as it would be
 * @param before as it is, if it is one
 * @param store how its store serves it
 * @param seesOther whether the plan changes its view
 */
public record Subject(
        Member member,
        Optional<Member> before,
        Map<String, String> labels,
        MemberInventory inventory,
        StoreSight store,
        boolean seesOther) {
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

    /** Whether it has a view already, so that a store can serve it. */
    public boolean isServed() {
        return before.filter(Member::takesPart).isPresent();
    }

    public Optional<CiliumConfigFact> config() {
        return inventory.config();
    }
}
