package io.fleetmesh.watcher.kube;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How one gets to a member's API.
 *
 * @param kubeconfig a file or a link to one
 * @param context in it; its own current context if empty
 * @param server where the API is; what the context says if empty
 */
record Way(Path kubeconfig, Optional<String> context, Optional<String> server) {}
