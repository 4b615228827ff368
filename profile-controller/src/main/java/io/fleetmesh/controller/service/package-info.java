/** The profile controller as a service. */
@NullMarked
package io.fleetmesh.controller.service;

import org.jspecify.annotations.NullMarked;
