/**
 * What members export, decided in pure code: a fold of one member's facts to its mesh records, and a fold of all members'
 * mesh records to one view per service.
 */
@NullMarked
package io.fleetmesh.aggregator.domain;

import org.jspecify.annotations.NullMarked;
