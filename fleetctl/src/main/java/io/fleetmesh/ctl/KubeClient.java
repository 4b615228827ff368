package io.fleetmesh.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A cluster's API, as far as checks ask it. */
final class KubeClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    private final KubeAccess access;
    private final HttpClient http;

    KubeClient(KubeAccess access) {
        this.access = access;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .sslContext(access.tls())
                .build();
    }

    /** What stands at {@code path}. */
    JsonNode get(String path) {
        return send(path, HttpRequest.newBuilder().GET());
    }

    /** Whether these credentials may; an empty namespace means in all. */
    boolean may(String verb, String group, String resource, String namespace) {
        ObjectNode review = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "authorization.k8s.io/v1")
                .put("kind", "SelfSubjectAccessReview");
        review.putObject("spec")
                .putObject("resourceAttributes")
                .put("verb", verb)
                .put("group", group)
                .put("resource", resource)
                .put("namespace", namespace);
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(review.toString()));
        return send("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", request)
                .at("/status/allowed")
                .asBoolean();
    }

    private JsonNode send(String path, HttpRequest.Builder request) {
        String address = access.server() + path;
        access.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        HttpResponse<String> answer;
        try {
            answer = http.send(
                    request.uri(URI.create(address)).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(Failure.REFUSED, "no answer from " + address + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.REFUSED, "interrupted");
        }
        if (answer.statusCode() / 100 != 2) {
            throw new Failure(Failure.REFUSED, address + " answered " + answer.statusCode());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new Failure(Failure.REFUSED, address + " answered no JSON");
        }
    }
}
