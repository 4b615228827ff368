@NullMarked
package io.fleetmesh.authority.ca;

import org.jspecify.annotations.NullMarked;
