package io.fleetmesh.controller.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.controller.domain.Watched;
import io.fleetmesh.controller.domain.access.WatchSight;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What somebody wants to watch.
 *
 * @param kind as documents name it
 * @param kept where the objects are
 * @param selected which of them
 * @param sight which of them the caller may see
 * @param document an object as it is told, with {@code metadata}
 */
record Wanted<T>(
        String kind, Watched<T> kept, Predicate<T> selected, WatchSight<T> sight, Function<T, ObjectNode> document) {}
