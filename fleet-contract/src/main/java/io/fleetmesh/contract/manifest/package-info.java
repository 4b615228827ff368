/** Declared objects as people write them: YAML and JSON, checked against the published schemas. */
@NullMarked
package io.fleetmesh.contract.manifest;

import org.jspecify.annotations.NullMarked;
