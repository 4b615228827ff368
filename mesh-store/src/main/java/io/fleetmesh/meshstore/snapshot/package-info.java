/** What a store keeps on disk, so that it need not begin with nothing. */
@NullMarked
package io.fleetmesh.meshstore.snapshot;

import org.jspecify.annotations.NullMarked;
