package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.MemberFact;

/** One write to the member's facts. */
public sealed interface Operation {
    record Put(MemberFact fact) implements Operation {}

    record Remove(String key) implements Operation {}
}
