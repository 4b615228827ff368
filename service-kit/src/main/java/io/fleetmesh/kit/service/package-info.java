/** How a service is composed: started and stopped with its process, connected to the bus, seen from outside. */
@NullMarked
package io.fleetmesh.kit.service;

import org.jspecify.annotations.NullMarked;
