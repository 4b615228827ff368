package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.simulator.store.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Sends JSON. */
final class Answers {
    private Answers() {}

    static void json(HttpServerResponse response, int status, JsonNode body) {
        json(response, status, Buffer.buffer(Json.bytes(body)));
    }

    static void json(HttpServerResponse response, int status, Buffer body) {
        var _ = response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }
}
