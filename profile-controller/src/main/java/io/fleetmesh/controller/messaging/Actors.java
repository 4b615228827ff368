package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.controller.domain.access.Caller;
import java.util.Map;

/** Who stands behind a record, as its headers say it. */
final class Actors {
    /** The name of whatever nobody asked for. */
    static final String SERVICE = "profile-controller";

    /** What this service does by itself, or by its configuration. */
    static final Map<String, String> SELF = headers(SERVICE, "service");

    private Actors() {}

    /** What somebody asks for. */
    static Map<String, String> of(Caller caller) {
        return headers(caller.name(), caller.by().text());
    }

    /** What follows from a plan: it is who applied it that stands behind that, however much later. */
    static Map<String, String> of(AppliedProfile applied) {
        return applied.applied().map(by -> headers(by.actor(), "plan")).orElse(SELF);
    }

    private static Map<String, String> headers(String actor, String by) {
        return Map.of(Headers.ACTOR, actor, Headers.ACTOR_BY, by);
    }
}
