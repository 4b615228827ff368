package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.MemberFact;

/** What a watch said of one object; the newest of a key replaces those before it. */
public sealed interface Observation {
    /** Key within the member's facts. */
    String key();

    record Present(MemberFact fact) implements Observation {
        @Override
        public String key() {
            return fact.key();
        }
    }

    /** The API server said that it was deleted. */
    record Gone(String key) implements Observation {}
}
