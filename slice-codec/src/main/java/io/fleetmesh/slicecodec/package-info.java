/** Values of Cilium's endpoint slices, as they are read. */
@NullMarked
package io.fleetmesh.slicecodec;

import org.jspecify.annotations.NullMarked;
