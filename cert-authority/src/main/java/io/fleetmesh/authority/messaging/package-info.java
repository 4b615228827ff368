/** Who needs a certificate, from the bus. */
@NullMarked
package io.fleetmesh.authority.messaging;

import org.jspecify.annotations.NullMarked;
