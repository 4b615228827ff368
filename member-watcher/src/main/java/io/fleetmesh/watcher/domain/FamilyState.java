package io.fleetmesh.watcher.domain;

/** How far the watch of one family is. */
public sealed interface FamilyState {
    /** The cluster's identity was not compared yet. */
    record Unchecked() implements FamilyState {}

    /** The cluster is the recorded one; no list of this family has succeeded since. */
    record Unlisted() implements FamilyState {}

    record Current() implements FamilyState {}

    record Failing(Trouble trouble) implements FamilyState {}
}
