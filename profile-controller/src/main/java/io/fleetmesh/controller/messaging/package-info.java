/** Members and views on the bus. */
@NullMarked
package io.fleetmesh.controller.messaging;

import org.jspecify.annotations.NullMarked;
