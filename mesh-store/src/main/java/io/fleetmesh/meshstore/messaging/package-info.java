/** Views and mesh records from the bus. */
@NullMarked
package io.fleetmesh.meshstore.messaging;

import org.jspecify.annotations.NullMarked;
