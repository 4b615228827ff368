/** The whole watcher, from kubeconfig to facts on a broker, at a real kube-apiserver. */
@org.jspecify.annotations.NullMarked
package io.fleetmesh.watcher.realapi;
