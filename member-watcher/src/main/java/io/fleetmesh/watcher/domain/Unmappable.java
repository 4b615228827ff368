package io.fleetmesh.watcher.domain;

import java.util.Optional;

/**
 * An object that cannot become a fact; its last fact stays.
 *
 * @param key of its fact; empty if not even its name could be read, or it is none
 * @param object namespace/name, or the name alone, cut as {@code found} is
 * @param field path within the object
 * @param found what stands there, cut after {@value #LONGEST} characters
 */
public record Unmappable(
        Optional<String> key, String kind, String object, String field, String expected, String found) {
    private static final int LONGEST = 256;

    public Unmappable {
        object = cut(object);
        found = cut(found);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** For people. */
    public String message() {
        return kind + " " + object + ": " + field + " is " + found + ", expected " + expected;
    }
}
