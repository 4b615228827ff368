package io.fleetmesh.watcher.domain;

/** How far the watch of one family is. */
public sealed interface FamilyState {
    /** The cluster's identity was not compared yet. */
    record Unchecked() implements FamilyState {}

    /** The cluster is the recorded one; no list of this family has succeeded since. */
    record Unlisted() implements FamilyState {}

    /** What the member has of it is known; that may be that it does not serve the kind. */
    record Current() implements FamilyState {}

    /** Not what the member runs. */
    record Idle() implements FamilyState {}

    record Failing(Trouble trouble) implements FamilyState {}
}
