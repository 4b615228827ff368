package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is to be watched without being a member.
 *
 * @param wanted those that are declared, and members of nothing
 * @param gone IDs of candidates that are declared no more
 */
public record Candidates(List<Candidate> wanted, List<String> gone) {

    /** Decides over all that is declared. */
    public static Candidates decide(FleetState fleet) {
        List<Candidate> wanted = fleet.declared().stream()
                .filter(declared -> !(fleet.known().get(declared.metadata().name()) instanceof Member))
                .map(declared -> new Candidate(
                        declared.metadata().name(),
                        declared.spec().kubeconfig(),
                        Optional.of(declared.spec().placement()),
                        declared.spec().address()))
                .toList();
        Set<String> ids = new HashSet<>();
        wanted.forEach(candidate -> ids.add(candidate.id()));
        List<String> gone = fleet.known().values().stream()
                .filter(Candidate.class::isInstance)
                .map(known -> known.id())
                .filter(id -> !ids.contains(id))
                .toList();
        return new Candidates(wanted, gone);
    }
}
