package io.fleetmesh.simulator.store;

import java.util.Optional;

/**
 * One step of the revision sequence.
 *
 * @param before the state before; empty for a creation
 * @param after the state after; empty for a deletion
 * @param last the newest state with this change's revision: after, or the deleted state
 */
public record Change(
        Kind kind,
        Key key,
        long revision,
        Optional<StoredObject> before,
        Optional<StoredObject> after,
        StoredObject last) {}
