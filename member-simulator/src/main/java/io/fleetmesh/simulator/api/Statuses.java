package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Meta;
import io.fleetmesh.simulator.store.Refusal;
import io.fleetmesh.simulator.store.StoredObject;

/** Kubernetes {@code Status} objects. */
final class Statuses {
    private Statuses() {}

    static ObjectNode of(Refusal refusal) {
        ObjectNode status =
                failure(refusal.reason().code(), refusal.reason().text(), String.valueOf(refusal.getMessage()));
        refusal.subject().ifPresent(subject -> {
            ObjectNode details = status.putObject("details");
            details.put("name", subject.name());
            details.put("group", subject.kind().group());
            details.put("kind", subject.kind().plural());
        });
        return status;
    }

    static ObjectNode failure(int code, String reason, String message) {
        ObjectNode status = Json.object();
        status.put("kind", "Status");
        status.put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure");
        status.put("message", message);
        status.put("reason", reason);
        status.put("code", code);
        return status;
    }

    static ObjectNode deleted(StoredObject object) {
        ObjectNode status = Json.object();
        status.put("kind", "Status");
        status.put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details");
        details.put("name", object.key().name());
        details.put("group", object.kind().group());
        details.put("kind", object.kind().plural());
        details.put("uid", Meta.uid(object.node()));
        return status;
    }
}
