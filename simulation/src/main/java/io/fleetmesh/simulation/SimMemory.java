package io.fleetmesh.simulation;

import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.kit.messaging.LogMemory;
import java.util.Optional;

/** What a service remembers of the log over all of its lives. */
final class SimMemory implements LogMemory {
    private final Mutation mutation;
    private Optional<Incarnation> last = Optional.empty();

    SimMemory(Mutation mutation) {
        this.mutation = mutation;
    }

    @Override
    public Optional<Incarnation> remembered() {
        return mutation == Mutation.EPOCHS_IGNORED
                ? last.map(known -> new Incarnation(known.id(), 0, known.replaces()))
                : last;
    }

    @Override
    public void remember(Incarnation incarnation) {
        last = Optional.of(incarnation);
    }

    /** Whether it has read a later epoch of the same log. */
    boolean isBeyond(Incarnation older) {
        return last.filter(known -> known.id().equals(older.id()) && known.epoch() > older.epoch())
                .isPresent();
    }
}
