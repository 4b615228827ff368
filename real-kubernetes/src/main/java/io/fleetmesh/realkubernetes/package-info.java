/** A real kube-apiserver with its etcd, on loopback. */
@NullMarked
package io.fleetmesh.realkubernetes;

import org.jspecify.annotations.NullMarked;
