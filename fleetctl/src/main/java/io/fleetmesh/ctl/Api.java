package io.fleetmesh.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fleetmesh.contract.resource.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import javax.net.ssl.SSLException;

/** The server, as one asks it. What it refuses is a {@link Failure}. */
final class Api {
    /** Longer than the server waits for Kafka. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final Optional<String> authorization;
    private final String server;

    Api(String server, Login login) {
        this.server = server.replaceFirst("/+$", "");
        this.authorization = login.authorization();
        if (authorization.isPresent() && !this.server.startsWith("https://")) {
            throw new Failure(Failure.REFUSED, "a token is sent by https only, and the server is " + server);
        }
        this.http = login.http();
    }

    /** An object as it is after a change. */
    record Changed(boolean created, JsonNode object) {}

    /** All objects of a kind, page by page. */
    List<JsonNode> list(Kind kind) {
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = body(send("GET", path(kind) + "?continue=" + encode(next), Optional.empty()));
            page.path("items").forEach(all::add);
            next = page.at("/metadata/continue").asText();
        } while (!next.isEmpty());
        return all;
    }

    /** One object, if it is there. */
    Optional<JsonNode> find(Kind kind, String name) {
        HttpResponse<String> answer = send("GET", path(kind) + "/" + encode(name), Optional.empty());
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(body(answer));
    }

    Changed put(Kind kind, String name, JsonNode document, boolean dryRun) {
        HttpResponse<String> answer =
                send("PUT", path(kind) + "/" + encode(name) + "?dryRun=" + dryRun, Optional.of(document));
        return new Changed(answer.statusCode() == 201, body(answer));
    }

    void delete(Kind kind, String name, boolean dryRun) {
        var _ = body(send("DELETE", path(kind) + "/" + encode(name) + "?dryRun=" + dryRun, Optional.empty()));
    }

    private static String path(Kind kind) {
        return "/apis/" + Kind.API_VERSION + "/" + kind.plural();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(String method, String path, Optional<JsonNode> document) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            document.map(tree -> BodyPublishers.ofString(tree.toString()))
                                    .orElseGet(BodyPublishers::noBody));
            authorization.ifPresent(value -> request.header("Authorization", value));
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (SSLException e) {
            throw new Failure(
                    Failure.REFUSED,
                    "no secure connection to " + server + " (" + e.getMessage()
                            + "): is its CA the right one (--ca), is the server called so in its certificate, and does it"
                            + " take the client certificate (--cert, --key)?");
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    Failure.UNAVAILABLE,
                    "no answer from " + server + " (" + e + "): does it run, and is the address right (--server)?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.UNAVAILABLE, "interrupted");
        }
    }

    private static JsonNode body(HttpResponse<String> answer) {
        JsonNode body;
        try {
            body = JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new Failure(
                    Failure.UNAVAILABLE, "what answered is no Fleetmesh: status " + answer.statusCode() + ", no JSON");
        }
        if (answer.statusCode() / 100 == 2) {
            return body;
        }
        if (answer.statusCode() == 401) {
            throw new Failure(
                    Failure.REFUSED,
                    problem(body) + "\n  say who you are: --cert and --key with an operator's files, or --token-file");
        }
        throw new Failure(answer.statusCode() == 503 ? Failure.UNAVAILABLE : Failure.REFUSED, problem(body));
    }

    private static String problem(JsonNode problem) {
        StringJoiner lines = new StringJoiner("\n  ");
        lines.add(problem.path("title").asText("refused"));
        for (JsonNode error : problem.path("errors")) {
            lines.add(error.path("object").asText() + ": " + error.path("field").asText() + ": expected "
                    + error.path("expected").asText() + ", found "
                    + error.path("value").asText());
        }
        if (problem.path("errors").isEmpty()) {
            lines.add(problem.path("detail").asText());
        }
        return lines.toString();
    }
}
