/** What members hold at their start: manifests from files, or a generated shop. */
@NullMarked
package io.fleetmesh.simulator.manifest;

import org.jspecify.annotations.NullMarked;
