@NullMarked
package io.fleetmesh.meshstore.messaging;

import org.jspecify.annotations.NullMarked;
