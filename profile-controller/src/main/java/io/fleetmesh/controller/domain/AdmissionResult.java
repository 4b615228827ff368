package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Member;
import java.util.List;

/**
 * The outcome of a whole list of declarations.
 *
 * @param outcomes one for each declaration in its order, then the undeclared by member ID
 * @param members all who belong to the profile now, by member ID: no two of them share an ID, a cluster name or a cluster ID
 *     unless they already did before
 */
public record AdmissionResult(List<Admission> outcomes, List<Member> members) {
    public AdmissionResult {
        outcomes = List.copyOf(outcomes);
        members = List.copyOf(members);
    }
}
