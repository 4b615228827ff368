/** The system as users run it: packaged processes, real clients. */
@NullMarked
package io.fleetmesh.standalone;

import org.jspecify.annotations.NullMarked;
