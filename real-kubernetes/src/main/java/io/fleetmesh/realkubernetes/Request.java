package io.fleetmesh.realkubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A request of a service account, as the API server's audit log has it.
 *
 * @param verb such as {@code list}
 * @param group of the resource; empty for the core's
 * @param resource plural; empty where none is meant, as in discovery
 * @param uri path and query
 * @param status that it was answered with
 * @param ended whether the answer has ended; a watch is logged before that, too
 */
public record Request(String verb, String group, String resource, String uri, int status, boolean ended) {
    private static final JsonMapper JSON = new JsonMapper();

    boolean watch() {
        return verb.equals("watch");
    }

    static Request of(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            JsonNode object = event.path("objectRef");
            return new Request(
                    event.path("verb").asText(),
                    object.path("apiGroup").asText(),
                    object.path("resource").asText(),
                    event.path("requestURI").asText(),
                    event.path("responseStatus").path("code").asInt(),
                    event.path("stage").asText().equals("ResponseComplete"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected an audit event, found " + line, e);
        }
    }
}
