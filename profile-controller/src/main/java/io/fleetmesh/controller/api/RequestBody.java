package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.api.Answer.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** What a request sends along: one document of JSON or YAML. */
final class RequestBody {
    private static final String OBJECT = "body";
    private static final List<String> TYPES = List.of("application/json", "application/yaml");

    private RequestBody() {}

    /** The document of a request that says in which of the two it is. Besides, no page in a browser can send these without asking first. */
    static JsonNode declared(RoutingContext request) throws Refused {
        String type = String.valueOf(request.request().getHeader("Content-Type"));
        if (!TYPES.contains(type.replaceFirst(";.*", "").strip())) {
            throw new Refused(problem(
                    Problem.UNSUPPORTED,
                    "Content-Type: expected one of " + TYPES + ", found " + type,
                    new FieldProblem("header", "Content-Type", type, "one of " + TYPES)));
        }
        return document(request);
    }

    /** The document of any request. */
    static JsonNode document(RoutingContext request) throws Refused {
        Buffer body = Optional.ofNullable(request.body().buffer()).orElseGet(Buffer::buffer);
        return switch (DocumentReader.read(body.getBytes())) {
            case Documents.Unreadable(String reason) -> throw malformed(reason, reason);
            case Documents.Read(List<JsonNode> documents) when documents.size() == 1 -> documents.getFirst();
            case Documents.Read(List<JsonNode> documents) ->
                throw malformed("expected one document, found " + documents.size(), documents.size() + " documents");
        };
    }

    private static Refused malformed(String detail, String found) {
        return new Refused(problem(
                Problem.MALFORMED,
                detail,
                new FieldProblem(OBJECT, "document", found, "one document of JSON or YAML that can be read")));
    }

    /** That it has more than {@code most} bytes. */
    static Answer tooLarge(RoutingContext request, long most) {
        String length = Optional.ofNullable(request.request().getHeader("Content-Length"))
                .map(bytes -> bytes + " bytes")
                .orElse("more");
        String expected = "at most " + most + " bytes";
        return problem(Problem.TOO_LARGE, "expected " + expected, new FieldProblem(OBJECT, "length", length, expected));
    }
}
