package io.fleetmesh.aggregator.domain;

/**
 * A part of an object that was left out because it says nothing usable, or corrected; the rest of the object is exported.
 *
 * @param object the key of its fact
 * @param field the path inside the object
 * @param value what stands there, cut after {@value #LONGEST} characters
 * @param expected what should stand there
 */
public record Problem(String object, String field, String value, String expected) {
    static final int LONGEST = 256;

    public Problem {
        value = value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    }
}
