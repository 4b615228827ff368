package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.FleetRecord;
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

    /**
     * What follows from what is declared, without a plan: it is who declared that last that stands behind it.
     *
     * @param declared the headers of the object's newest record; empty if nobody is known
     */
    static Map<String, String> ofDeclared(Map<String, String> declared) {
        String actor = declared.getOrDefault(Headers.ACTOR, SERVICE);
        return actor.equals(SERVICE) ? SELF : headers(actor, "declaration");
    }

    /** What a backup has: whoever stood behind it in the log that was saved. */
    static Map<String, String> of(FleetRecord restored, Backup backup) {
        Map<String, String> saved = backup.actor(restored);
        return saved.isEmpty() ? SELF : saved;
    }

    private static Map<String, String> headers(String actor, String by) {
        return Map.of(Headers.ACTOR, actor, Headers.ACTOR_BY, by);
    }
}
