package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;

/**
 * What a view shows of one cluster.
 *
 * @param source whose
 * @param config as which
 */
record Link(String source, ClusterConfigRecord config, Sight sight) {
    /** Whether changes, and what enters or leaves sight, make of what is shown of a family by the other what is shown by this one. */
    boolean goesOnFrom(Link other, MeshFamily family) {
        return source.equals(other.source)
                && config.clusterId() == other.config.clusterId()
                && sight.gives(family) == other.sight.gives(family);
    }
}
