/**
 * What two stores say of one cluster, entry by entry: pure. Who reads the stores is in the package above.
 */
@NullMarked
package io.fleetmesh.ctl.compare;

import org.jspecify.annotations.NullMarked;
