package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.resource.FieldProblem;

/**
 * What keeps a declared member out of a target.
 *
 * @param observes whether it would only look on, so that nothing would be joined with it
 */
public record Refusal(String member, Cause cause, boolean observes, FieldProblem problem) {

    /** What about it is wrong. */
    public enum Cause {
        /** Cilium's name of the cluster. */
        CLUSTER_NAME,
        /** Cilium's ID of the cluster. */
        CLUSTER_ID,
        /** Something that has no check of its own. */
        OTHER
    }
}
