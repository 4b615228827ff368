package io.fleetmesh.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fleetmesh.contract.resource.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** The server, as one asks it. What it refuses is a {@link Failure}. */
final class Api {
    /** Longer than the server waits for Kafka. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String STATUSES = "/apis/" + Kind.API_VERSION + "/memberstatuses";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final Duration patience;
    private final Optional<String> authorization;
    private final String server;

    Api(String server, Login login) {
        this(server, login, PATIENCE);
    }

    /** @param patience with each answer */
    Api(String server, Login login, Duration patience) {
        this.patience = patience;
        this.server = server.replaceFirst("/+$", "");
        this.authorization = login.authorization();
        if (authorization.isPresent() && !this.server.startsWith("https://")) {
            throw new Failure(Failure.REFUSED, "a token is sent by https only, and the server is " + server);
        }
        if (!this.server.matches("https?://[^/].*")) {
            throw new Failure(
                    Failure.REFUSED,
                    "--server: expected an address that begins with https:// or http://, found " + server);
        }
        this.http = login.http(patience);
    }

    /** All objects, and the version from which on nothing of their changes is missed; empty where that cannot be told. */
    record Listed(List<JsonNode> items, String version) {}

    /** All that are selected, page by page. */
    Listed list(Resource resource, String selector) {
        return list(path(resource) + "?labelSelector=" + encode(selector), Api::body);
    }

    /**
     * @param path with something behind its question mark
     * @param read what an answer says
     */
    private Listed list(String path, Function<HttpResponse<String>, JsonNode> read) {
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        String version = "";
        do {
            JsonNode page = read.apply(send("GET", path + "&continue=" + encode(next), Optional.empty()));
            page.path("items").forEach(all::add);
            // Of the first page: what changes while the others are read is told again.
            version = version.isEmpty() ? page.at("/metadata/resourceVersion").asText() : version;
            next = page.at("/metadata/continue").asText();
        } while (!next.isEmpty());
        return new Listed(all, version);
    }

    /** Where those stand that are declared no more, and that the server still knows. */
    List<JsonNode> statusesOfUndeclared() {
        // A server of an earlier release does not know the path, and one that has just become active not yet where
        // anybody stands.
        Set<Integer> unknown = Set.of(404, 405, 503);
        return list(
                        STATUSES + "?declared=false",
                        answer -> unknown.contains(answer.statusCode())
                                ? JsonNodeFactory.instance.objectNode()
                                : body(answer))
                .items();
    }

    /** Where all members stand. */
    Listed listStatuses() {
        return list(STATUSES + "?", Api::body);
    }

    /** The same as {@link #watch}, of where members stand. */
    InputStream watchStatuses(String version) {
        return watch(STATUSES + "?watch=true&resourceVersion=" + version, "members' states");
    }

    /** One object, if it is there. */
    Optional<JsonNode> find(Resource resource, String name) {
        HttpResponse<String> answer = send("GET", path(resource) + "/" + pathOf(resource, name), Optional.empty());
        // Nothing, too, where the server is of a release that does not know what is asked for.
        boolean nothing = answer.statusCode() == 404 || answer.statusCode() == 405;
        return nothing ? Optional.empty() : Optional.of(body(answer));
    }

    /** Where a member stands, also one that is declared no more, if anything is known of it. */
    Optional<JsonNode> memberStatus(String name) {
        HttpResponse<String> answer =
                send("GET", path(Resource.MEMBERS) + "/" + encode(name) + "/status", Optional.empty());
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(body(answer));
    }

    /** Changes since {@code version}, a line of JSON each, as long as the server has some to tell. */
    InputStream watch(Resource resource, String selector, String version) {
        String path = path(resource) + "?watch=true&labelSelector=" + encode(selector) + "&resourceVersion=" + version;
        return watch(path, resource.plural());
    }

    private InputStream watch(String path, String what) {
        HttpResponse<InputStream> answer = exchange(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (answer.statusCode() == 200 && type.contains("stream=watch")) {
            return answer.body();
        }
        try (InputStream in = answer.body()) {
            var _ = body(answer.statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw noAnswer(e);
        }
        throw new Failure(Failure.REFUSED, "this server does not tell changes of " + what);
    }

    /** What became of one of several objects: {@code created}, {@code changed} or {@code unchanged}. */
    record Applied(String result, JsonNode object) {}

    /** Declares several, all of them or none; what became of each, in their order. */
    List<Applied> apply(List<Declared> all, boolean dryRun) {
        String documents =
                all.stream().map(declared -> declared.document().toString()).collect(Collectors.joining("\n"));
        List<Applied> applied = new ArrayList<>();
        body(send("POST", "/apis/" + Kind.API_VERSION + "/apply?dryRun=" + dryRun, Optional.of(documents)))
                .path("items")
                .forEach(item -> applied.add(new Applied(item.path("result").asText(), item.path("object"))));
        return applied;
    }

    void delete(Resource resource, String name, boolean dryRun) {
        String path = path(resource) + "/" + encode(name) + "?dryRun=" + dryRun;
        var _ = body(send("DELETE", path, Optional.empty()));
    }

    /**
     * What would change in a profile.
     *
     * @param dryRun only for a look: the server keeps nothing of it
     */
    JsonNode plan(String profile, boolean dryRun) {
        return post(
                path(Resource.PROFILES) + "/" + encode(profile) + "/plan?dryRun=" + dryRun,
                JsonNodeFactory.instance.objectNode());
    }

    /** What is to be said of a cluster, by facts of it, beside the members of a profile. */
    JsonNode check(String profile, JsonNode newcomer) {
        return post(path(Resource.PROFILES) + "/" + encode(profile) + "/checks", newcomer);
    }

    /** @param what apply, overrides or approvals */
    JsonNode changePlan(String id, String what, JsonNode document) {
        return post(path(Resource.PLANS) + "/" + encode(id) + "/" + what, document);
    }

    /** Whose the cluster ID was. */
    JsonNode forgetClusterId(String profile, int id, String reason) {
        String path =
                path(Resource.PROFILES) + "/" + encode(profile) + "/cluster-ids/" + id + "?reason=" + encode(reason);
        return body(send("DELETE", path, Optional.empty()));
    }

    /**
     * Says whether a member may export a service.
     *
     * @return who may now
     */
    JsonNode export(String profile, String namespace, String service, String member, String reason, boolean approved) {
        String path = path(Resource.PROFILES) + "/" + encode(profile) + "/exports/" + encode(namespace) + "/"
                + encode(service) + "/" + encode(member) + "?reason=" + encode(reason);
        return body(send(approved ? "PUT" : "DELETE", path, Optional.empty()));
    }

    private JsonNode post(String path, JsonNode document) {
        return body(send("POST", path, Optional.of(document.toString())));
    }

    private static String path(Resource resource) {
        return "/apis/" + Kind.API_VERSION + "/" + resource.plural();
    }

    private static String pathOf(Resource resource, String name) {
        return resource.hasNamespaces()
                ? Arrays.stream(name.split("/", 2)).map(Api::encode).collect(Collectors.joining("/"))
                : encode(name);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private URI uri(String path) {
        try {
            return URI.create(server + path);
        } catch (IllegalArgumentException e) {
            throw noAnswer(e);
        }
    }

    private HttpResponse<String> send(String method, String path, Optional<String> document) {
        HttpRequest.BodyPublisher publisher =
                document.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
        return exchange(
                request(path)
                        .timeout(patience)
                        .header("Content-Type", "application/json")
                        .method(method, publisher)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (SSLException e) {
            throw new Failure(
                    Failure.REFUSED,
                    "no secure connection to " + server + " (" + e.getMessage()
                            + "): is its CA the right one (--ca), is the server called so in its certificate, and does it"
                            + " take the client certificate (--cert, --key)?");
        } catch (IOException | IllegalArgumentException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.UNAVAILABLE, "interrupted");
        }
    }

    private Failure noAnswer(Exception e) {
        return new Failure(
                Failure.UNAVAILABLE,
                "no answer from " + server + " (" + e + "): does it run, and is the address right (--server)?");
    }

    private static JsonNode body(HttpResponse<String> answer) {
        return body(answer.statusCode(), answer.body());
    }

    private static JsonNode body(int status, String text) {
        JsonNode body;
        try {
            body = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Failure(Failure.UNAVAILABLE, "what answered is no Fleetmesh: status " + status + ", no JSON");
        }
        if (status / 100 == 2) {
            return body;
        }
        throw switch (status) {
            case 401 ->
                new Failure.Denied(problem(body)
                        + "\n  say who you are: --cert and --key with an operator's files, or --token-file");
            case 403 -> new Failure.Denied(problem(body));
            case 404 -> new Failure.NotFound(problem(body));
            case 410 -> new Failure.Expired(problem(body));
            case 429, 503 -> new Failure(Failure.UNAVAILABLE, problem(body));
            default -> new Failure(Failure.REFUSED, problem(body));
        };
    }

    static String problem(JsonNode problem) {
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
