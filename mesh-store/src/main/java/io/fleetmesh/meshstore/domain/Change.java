package io.fleetmesh.meshstore.domain;

/** What a transaction does to one key. */
public sealed interface Change {
    Bytes key();

    record Put(Bytes key, Bytes value) implements Change {}

    record Delete(Bytes key) implements Change {}
}
