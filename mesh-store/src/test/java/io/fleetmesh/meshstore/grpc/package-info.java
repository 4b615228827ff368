@NullMarked
package io.fleetmesh.meshstore.grpc;

import org.jspecify.annotations.NullMarked;
