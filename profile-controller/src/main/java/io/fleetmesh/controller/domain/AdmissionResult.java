package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Member;
import java.util.List;

/**
 * The outcome of a whole list of declarations.
 *
 * @param outcomes one for each declaration in its order, then the removed and the undeclared by member ID
 * @param members all who belong to the profile now, by member ID: no two of them share an ID, a cluster name or a cluster ID
 *     unless they already did before
 */
public record AdmissionResult(List<Admission> outcomes, List<Member> members) {
    /** The IDs of those who belonged to the profile, and by an operator's word do no more. */
    public List<String> removed() {
        return outcomes.stream()
                .filter(Admission.Removed.class::isInstance)
                .map(Admission::id)
                .toList();
    }

    public AdmissionResult {
        outcomes = List.copyOf(outcomes);
        members = List.copyOf(members);
    }
}
