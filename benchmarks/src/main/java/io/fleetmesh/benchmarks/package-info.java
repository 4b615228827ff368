/** End-to-end measurements of a running fleet. */
@NullMarked
package io.fleetmesh.benchmarks;

import org.jspecify.annotations.NullMarked;
