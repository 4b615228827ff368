package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.api.Answer.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Optional;

/** What a request sends along: one document of JSON or YAML. */
final class RequestBody {
    private static final String OBJECT = "body";
    private static final List<String> TYPES = List.of("application/json", "application/yaml");

    private RequestBody() {}

    /** Takes the bodies of requests by {@code route}, of so many bytes at most. */
    static Route take(Route route, int most) {
        return route.handler(BodyHandler.create(false).setBodyLimit(most))
                .failureHandler(request -> IntentApi.end(
                        request,
                        request.statusCode() == Problem.TOO_LARGE.status()
                                ? tooLarge(request, most)
                                : Failures.of(request)));
    }

    /** The document of a request that says in which of the two it is. Besides, no page in a browser can send these without asking first. */
    static JsonNode declared(RoutingContext request) throws Refused {
        demandType(request);
        return document(request);
    }

    /** The same of any number of documents: of YAML, or objects of JSON one behind the other. */
    static List<JsonNode> several(RoutingContext request) throws Refused {
        demandType(request);
        return documents(request);
    }

    private static void demandType(RoutingContext request) throws Refused {
        String type = String.valueOf(request.request().getHeader("Content-Type"));
        if (!TYPES.contains(type.replaceFirst(";.*", "").strip())) {
            throw new Refused(problem(
                    Problem.UNSUPPORTED,
                    "Content-Type: expected one of " + TYPES + ", found " + type,
                    new FieldProblem("header", "Content-Type", type, "one of " + TYPES)));
        }
    }

    /** The document of any request. */
    static JsonNode document(RoutingContext request) throws Refused {
        List<JsonNode> documents = documents(request);
        if (documents.size() != 1) {
            throw malformed("expected one document, found " + documents.size(), documents.size() + " documents");
        }
        return documents.getFirst();
    }

    private static List<JsonNode> documents(RoutingContext request) throws Refused {
        Buffer body = Optional.ofNullable(request.body().buffer()).orElseGet(Buffer::buffer);
        return switch (DocumentReader.read(body.getBytes())) {
            case Documents.Unreadable(String reason) -> throw malformed(reason, reason);
            case Documents.Read(List<JsonNode> documents) -> documents;
        };
    }

    private static Refused malformed(String detail, String found) {
        return new Refused(problem(
                Problem.MALFORMED,
                detail,
                new FieldProblem(
                        OBJECT,
                        "document",
                        found,
                        "JSON or YAML that can be read, one document unless several are asked for")));
    }

    private static Answer tooLarge(RoutingContext request, long most) {
        String length = Optional.ofNullable(request.request().getHeader("Content-Length"))
                .map(bytes -> bytes + " bytes")
                .orElse("more");
        String expected = "at most " + most + " bytes";
        return problem(Problem.TOO_LARGE, "expected " + expected, new FieldProblem(OBJECT, "length", length, expected));
    }
}
