package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.controller.domain.fleet.Refusal.Cause;

/**
 * Why a cluster without name and ID can be given none.
 *
 * @param field of the cluster
 * @param value what it would be
 */
record ClusterIdObstacle(Cause cause, String field, String value, String expected) {
    String text() {
        return field + " " + value + ", expected " + expected;
    }
}
