@NullMarked
package io.fleetmesh.meshstore.domain;

import org.jspecify.annotations.NullMarked;
