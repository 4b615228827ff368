package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.kit.messaging.LogMemory;
import java.util.Optional;

/** The log that a controller has seen, remembered as long as the test. */
final class RememberedLog implements LogMemory {
    private Optional<Incarnation> remembered = Optional.empty();

    @Override
    public Optional<Incarnation> remembered() {
        return remembered;
    }

    @Override
    public void remember(Incarnation incarnation) {
        remembered = Optional.of(incarnation);
    }
}
