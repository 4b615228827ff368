package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshRecord;
import java.util.List;
import java.util.Optional;

/**
 * What a member should give to the mesh for one {@link Item}.
 *
 * @param record absent where it gives nothing
 * @param waiting of an address: the pod that would have it if its identity had been seen; the record, if any, is of another
 * @param problems what was left out, and why
 */
public record Desired(Optional<MeshRecord> record, Optional<ServiceName> waiting, List<Problem> problems) {
    static final Desired NOTHING = new Desired(Optional.empty(), Optional.empty(), List.of());

    public Desired {
        problems = List.copyOf(problems);
    }

    static Desired of(MeshRecord record, List<Problem> problems) {
        return new Desired(Optional.of(record), Optional.empty(), problems);
    }

    static Desired withheld(List<Problem> problems) {
        return new Desired(Optional.empty(), Optional.empty(), problems);
    }
}
