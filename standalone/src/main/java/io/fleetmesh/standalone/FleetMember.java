package io.fleetmesh.standalone;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A member of the run.
 *
 * @param name member ID and cluster name
 * @param clusterId Cilium's cluster ID
 * @param real the kubeconfig and context of a real cluster; empty for a simulated one
 */
record FleetMember(String name, int clusterId, Optional<Real> real) {

    /** A real cluster; {@code context} is empty for the kubeconfig's current one. */
    record Real(Path kubeconfig, Optional<String> context) {}
}
