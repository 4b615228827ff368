package io.fleetmesh.watcher.domain;

/**
 * An object that cannot become a fact; its last fact stays.
 *
 * @param object namespace/name, or the name alone
 * @param field path within the object
 */
public record Unmappable(String kind, String object, String field, String expected, String found) {

    /** For people. */
    public String message() {
        return kind + " " + object + ": " + field + " is " + found + ", expected " + expected;
    }
}
