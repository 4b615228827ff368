package io.fleetmesh.watcher.domain;

import java.util.Optional;

/**
 * An object that cannot become a fact; its last fact stays.
 *
 * @param key of its fact; empty if not even its name could be read
 * @param object namespace/name, or the name alone
 * @param field path within the object
 * @param found what stands there, cut after {@value #LONGEST} characters
 */
public record Unmappable(
        Optional<String> key, String kind, String object, String field, String expected, String found) {
    private static final int LONGEST = 256;

    public Unmappable {
        found = found.length() <= LONGEST ? found : found.substring(0, LONGEST) + "…";
    }

    /** For people. */
    public String message() {
        return kind + " " + object + ": " + field + " is " + found + ", expected " + expected;
    }
}
