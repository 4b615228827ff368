package io.fleetmesh.aggregator.domain;

/**
 * A part of an object that was left out because it says nothing usable; the rest of the object is exported.
 *
 * @param object the key of its fact
 * @param field the path inside the object
 * @param value what stands there
 * @param expected what should stand there
 */
public record Problem(String object, String field, String value, String expected) {}
