/** The etcd v3 protocol over mutual TLS: a read-only server of {@link io.fleetmesh.meshstore.domain.ViewIndex views}. */
@NullMarked
package io.fleetmesh.meshstore.grpc;

import org.jspecify.annotations.NullMarked;
