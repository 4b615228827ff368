/** The endpoint aggregator as a service. */
@NullMarked
package io.fleetmesh.aggregator.service;

import org.jspecify.annotations.NullMarked;
