package io.fleetmesh.controller.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.IntentPage;
import io.fleetmesh.controller.domain.Intents.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What is answered to a request. Everything that is refused is a problem document of RFC 9457. */
record Answer(int status, String type, ObjectNode body) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Why something is refused: the last part of the problem's type. */
    enum Problem {
        /** Not to be read at all. */
        MALFORMED(400, "The request cannot be read"),
        /** Nobody knows who asks. */
        UNAUTHENTICATED(401, "Who asks is not known"),
        /** The caller may not. */
        FORBIDDEN(403, "The caller may not"),
        NOT_FOUND(404, "There is no such object"),
        METHOD(405, "That cannot be done there"),
        /** What is there is not what the caller thinks. */
        CONFLICT(409, "The object is not as the request expects it"),
        /** What is asked for was, and is remembered no more. */
        EXPIRED(410, "What came after that is not known any more"),
        TOO_LARGE(413, "The request is too large"),
        UNSUPPORTED(415, "Neither JSON nor YAML"),
        /** It can be read and cannot be. */
        INVALID(422, "The object cannot be accepted"),
        /** Nothing is wrong but the number of those who ask. */
        TOO_MANY(429, "Too many do the same already"),
        UNAVAILABLE(503, "Not now, or not here");

        private final int status;
        private final String title;

        Problem(int status, String title) {
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }

        private String type() {
            return "urn:fleetmesh:problem:" + name().toLowerCase(Locale.ROOT);
        }
    }

    static Answer object(int status, Intent intent) {
        return new Answer(status, "application/json", Manifests.write(intent));
    }

    static Answer page(Kind kind, IntentPage page, long version, Function<Intent, ObjectNode> document) {
        return list(kind.text(), page.intents().stream().map(document).toList(), version, page.next());
    }

    /**
     * A page of objects.
     *
     * @param version whoever watches from it misses nothing that came after this page or one behind it
     * @param last the key after which the next page begins; empty on the last
     */
    static Answer list(String kind, List<ObjectNode> items, long version, Optional<String> last) {
        Answer list = list(kind, items, last);
        list.body().withObjectProperty("metadata").put("resourceVersion", Long.toString(version));
        return list;
    }

    /** The same of what has no versions, and cannot be watched. */
    static Answer list(String kind, List<ObjectNode> items, Optional<String> last) {
        ObjectNode body = JSON.objectNode().put("apiVersion", Kind.API_VERSION).put("kind", kind + "List");
        ObjectNode metadata = body.putObject("metadata");
        last.ifPresent(key -> metadata.put("continue", token(key)));
        body.putArray("items").addAll(items);
        return new Answer(200, "application/json", body);
    }

    /** Where the page after {@code name} begins; opaque to the caller. */
    private static String token(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    static Answer problem(Problem problem, String detail) {
        return problem(problem, detail, List.of());
    }

    static Answer problem(Problem problem, List<FieldProblem> errors) {
        return problem(problem, errors.getFirst().text(), errors);
    }

    /** @param error the same as {@code detail}, for programs */
    static Answer problem(Problem problem, String detail, FieldProblem error) {
        return problem(problem, detail, List.of(error));
    }

    private static Answer problem(Problem problem, String detail, List<FieldProblem> errors) {
        ObjectNode body = JSON.objectNode()
                .put("type", problem.type())
                .put("title", problem.title)
                .put("status", problem.status)
                .put("detail", detail);
        if (!errors.isEmpty()) {
            errors.forEach(body.putArray("errors")::addPOJO);
        }
        return new Answer(problem.status, "application/problem+json", body);
    }

    static Answer of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Decided(IntentDecision decision) -> of(decision);
            case Outcome.All(List<IntentDecision> decisions) -> of(decisions.getLast());
            case Outcome.Unavailable(String reason) -> problem(Problem.UNAVAILABLE, reason);
        };
    }

    private static Answer of(IntentDecision decision) {
        return switch (decision) {
            case IntentDecision.Written(Intent intent, boolean created) -> object(created ? 201 : 200, intent);
            case IntentDecision.Unchanged(Intent intent) -> object(200, intent);
            case IntentDecision.Deleted(Intent intent) -> object(200, intent);
            case IntentDecision.Refused(IntentDecision.Reason reason, List<FieldProblem> problems) ->
                refused(reason, problems);
        };
    }

    static Answer refused(IntentDecision.Reason reason, List<FieldProblem> problems) {
        return switch (reason) {
            case NOT_FOUND -> problem(Problem.NOT_FOUND, problems);
            case CONFLICT -> problem(Problem.CONFLICT, problems);
            case INVALID -> problem(Problem.INVALID, problems);
            case FORBIDDEN -> problem(Problem.FORBIDDEN, problems);
        };
    }
}
