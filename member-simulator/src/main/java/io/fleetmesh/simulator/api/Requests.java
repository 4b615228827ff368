package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Patches;
import io.fleetmesh.simulator.store.Refusal;
import io.fleetmesh.simulator.store.StoredObject;
import io.fleetmesh.simulator.store.Writes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Carries out the requests of clients. */
final class Requests {
    private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");

    private final ObjectStore store;
    private final Writes writes;
    private final Watches watches;
    private final FaultSwitch faults;

    Requests(ObjectStore store, Writes writes, Watches watches, FaultSwitch faults) {
        this.store = store;
        this.writes = writes;
        this.watches = watches;
        this.faults = faults;
    }

    void get(HttpServerRequest request) {
        switch (path(request)) {
            case ApiPath.Collection collection -> collection(request, collection);
            case ApiPath.Named named -> {
                require("get", named.kind());
                if (ListQuery.of(request.params()).watch()) {
                    throw Refusal.badRequest("a watch of one object goes by fieldSelector metadata.name");
                }
                send(request, 200, store.require(named.kind(), named.key()));
            }
            case ApiPath.Scale scale ->
                Answers.json(request.response(), 200, Scales.of(store.require(Kind.DEPLOYMENT, scale.key())));
            case ApiPath.Other other -> other(request, other.path());
        }
    }

    private void other(HttpServerRequest request, String path) {
        if (HEALTH.contains(path)) {
            var _ = request.response().end("ok");
            return;
        }
        Optional<String> version = faults.settings().pretence().version();
        ObjectNode document = version.map(other -> Discovery.at(path, faults::serves, other))
                .orElseGet(() -> Discovery.at(path, faults::serves))
                .orElseThrow(() -> Refusal.of(Refusal.Reason.NOT_FOUND, "the server could not find " + path));
        Answers.json(request.response(), 200, document);
    }

    private void collection(HttpServerRequest request, ApiPath.Collection path) {
        Kind kind = path.kind();
        if (faults.error(kind).isPresent()) {
            int status = faults.error(kind).get();
            Answers.json(
                    request.response(),
                    status,
                    Statuses.failure(status, reason(status), kind.resource() + ": error on request of a test"));
            return;
        }
        ListQuery query = ListQuery.of(request.params());
        require(query.watch() ? "watch" : "list", kind);
        Rendering rendering = Rendering.accepted(accept(request));
        if (!query.watch()) {
            ListPage page = ListPage.of(store, faults.stale(), kind, path.namespace(), query);
            Answers.json(request.response(), 200, rendering.list(kind, page));
            return;
        }
        String upgrade = request.getHeader("Upgrade");
        if (upgrade != null && upgrade.toLowerCase(Locale.ROOT).equals("websocket")) {
            request.toWebSocket().onSuccess(socket -> watch(path, query, rendering, WatchSink.of(socket)));
        } else {
            watch(path, query, rendering, WatchSink.of(request.response()));
        }
    }

    private void require(String verb, Kind kind) {
        if (!faults.settings().pretence().allows(verb, kind.plural())) {
            throw Refusal.of(Refusal.Reason.FORBIDDEN, kind.resource() + " is forbidden: may not " + verb + " it");
        }
    }

    private void watch(ApiPath.Collection path, ListQuery query, Rendering rendering, WatchSink sink) {
        watches.open(path.kind(), path.namespace(), query, rendering, sink);
        if (faults.settings().dropWatches()) {
            watches.drop();
        }
    }

    private static String reason(int status) {
        for (Refusal.Reason reason : Refusal.Reason.values()) {
            if (reason.code() == status) {
                return reason.text();
            }
        }
        return "Unknown";
    }

    void write(HttpServerRequest request, byte[] body) {
        if (!request.params().getAll("dryRun").isEmpty()) {
            throw Refusal.badRequest("dryRun is not supported");
        }
        ApiPath path = path(request);
        String operation = request.method().name();
        switch (path) {
            case ApiPath.Collection collection
            when operation.equals("POST") -> {
                requireJson(request);
                send(request, 201, writes.create(collection.kind(), collection.namespace(), Json.parseObject(body)));
            }
            case ApiPath.Collection collection when operation.equals("DELETE") -> deleteAll(request, collection);
            case ApiPath.Named named
            when operation.equals("PUT") -> {
                requireJson(request);
                send(request, 200, writes.replace(named.kind(), named.key(), Json.parseObject(body)));
            }
            case ApiPath.Named named
            when operation.equals("PATCH") -> {
                StoredObject current = store.require(named.kind(), named.key());
                ObjectNode patched = Patches.apply(contentType(request), current.node(), body);
                send(request, 200, writes.replace(named.kind(), named.key(), patched));
            }
            case ApiPath.Named named when operation.equals("DELETE") -> delete(request, named, body);
            case ApiPath.Scale scale
            when operation.equals("PUT") || operation.equals("PATCH") -> scale(request, scale.key(), operation, body);
            case ApiPath.Other other
            when operation.equals("POST") && other.path().equals(AccessReviews.PATH) ->
                Answers.json(
                        request.response(),
                        201,
                        AccessReviews.answer(
                                Json.parseObject(body), faults.settings().pretence()));
            case ApiPath.Other other
            when Discovery.at(other.path(), faults::serves).isEmpty() ->
                throw Refusal.of(Refusal.Reason.NOT_FOUND, "the server could not find " + other.path());
            default ->
                throw Refusal.of(
                        Refusal.Reason.METHOD_NOT_ALLOWED,
                        "the server does not allow this method on the requested resource: " + operation);
        }
    }

    private void delete(HttpServerRequest request, ApiPath.Named named, byte[] body) {
        JsonNode preconditions =
                body.length == 0 ? Json.object() : Json.parse(body).path("preconditions");
        StoredObject deleted = writes.delete(
                named.kind(),
                named.key(),
                preconditions.path("uid").asText(""),
                preconditions.path("resourceVersion").asText(""));
        Answers.json(request.response(), 200, Statuses.deleted(deleted));
    }

    private void deleteAll(HttpServerRequest request, ApiPath.Collection path) {
        ListQuery query = ListQuery.of(request.params());
        List<StoredObject> chosen = store.table(path.kind()).in(path.namespace()).stream()
                .filter(query.selector())
                .toList();
        ListPage page = new ListPage(chosen, store.revision(), "", Optional.empty());
        Buffer answer = Rendering.PLAIN.list(path.kind(), page);
        chosen.forEach(object -> writes.delete(path.kind(), object.key()));
        Answers.json(request.response(), 200, answer);
    }

    private void scale(HttpServerRequest request, Key key, String operation, byte[] body) {
        StoredObject current = store.require(Kind.DEPLOYMENT, key);
        ObjectNode scale = operation.equals("PUT")
                ? Json.parseObject(body)
                : Patches.apply(contentType(request), Scales.of(current), body);
        StoredObject scaled = writes.replace(Kind.DEPLOYMENT, key, Scales.applied(current, scale));
        Answers.json(request.response(), 200, Scales.of(scaled));
    }

    private static void send(HttpServerRequest request, int status, StoredObject object) {
        Buffer body = Buffer.buffer(Rendering.accepted(accept(request)).object(object));
        Answers.json(request.response(), status, body);
    }

    /** A kind that is not served is a path like any other that leads nowhere. */
    private ApiPath path(HttpServerRequest request) {
        String text = URLDecoder.decode(request.path().replace("+", "%2B"), StandardCharsets.UTF_8);
        ApiPath path = ApiPath.of(text);
        boolean served = switch (path) {
            case ApiPath.Collection collection -> faults.serves(collection.kind());
            case ApiPath.Named named -> faults.serves(named.kind());
            case ApiPath.Scale _, ApiPath.Other _ -> true;
        };
        return served ? path : new ApiPath.Other(text);
    }

    private static String accept(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        return accept == null ? "" : accept;
    }

    private static String contentType(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type == null ? "" : type.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    private static void requireJson(HttpServerRequest request) {
        String type = contentType(request);
        if (!type.isEmpty() && !type.equals("application/json")) {
            throw Refusal.of(
                    Refusal.Reason.UNSUPPORTED_MEDIA_TYPE,
                    "the body of the request was in an unsupported format (" + type + "), expected application/json");
        }
    }
}
