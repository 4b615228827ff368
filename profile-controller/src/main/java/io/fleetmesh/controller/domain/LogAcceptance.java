package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Backup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an operator says about a log that is not the one remembered.
 *
 * @param incarnation the one given up for it, empty if nothing was said
 * @param backup whose records are brought into the log; its incarnation is given up too
 */
public record LogAcceptance(Optional<String> incarnation, Optional<Backup> backup) {

    /** The incarnation that is given up. */
    public Optional<String> accepted() {
        return incarnation.or(() -> backup.map(saved -> saved.incarnation().id()));
    }

    /** The backup's members of {@code profile} first, as if they had been declared before all others. */
    public List<DeclaredMember> before(String profile, List<DeclaredMember> declared) {
        List<DeclaredMember> all = new ArrayList<>();
        backup.ifPresent(saved -> saved.members().stream()
                .filter(member -> member.profile().equals(profile))
                .forEach(member -> all.add(new DeclaredMember(member.id(), member.clusterName(), member.clusterId()))));
        declared.stream().filter(member -> !all.contains(member)).forEach(all::add);
        return all;
    }
}
