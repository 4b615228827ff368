/**
 * The server beside a real etcd with the same history: what a client asks, both answer alike, revisions mapped. The etcd's
 * user may read what Cilium's role for agents may read, and nothing else.
 */
@NullMarked
package io.fleetmesh.meshstore.differential;

import org.jspecify.annotations.NullMarked;
