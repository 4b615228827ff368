package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.api.Answer.Problem;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** What is answered to requests that no route can answer, for they cannot be read, or because the server fails. */
final class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private Failures() {}

    /** Of requests below the API's root that are so broken that no route is asked; others share the router. */
    static void mount(Router router) {
        router.errorHandler(Problem.MALFORMED.status(), request -> {
            if (request.request().uri().startsWith(IntentApi.ROOT)) {
                IntentApi.end(request, unreadable(request));
            } else {
                var _ = request.response()
                        .setStatusCode(Problem.MALFORMED.status())
                        .end();
            }
        });
    }

    /** The same, and of all paths that nobody knows: nobody shares the router. */
    static void mountAlone(Router router) {
        router.errorHandler(Problem.MALFORMED.status(), request -> IntentApi.end(request, unreadable(request)));
        router.errorHandler(
                Problem.NOT_FOUND.status(),
                request -> IntentApi.end(request, noPath(request.request().path())));
        router.errorHandler(Problem.INTERNAL.status(), request -> IntentApi.end(request, failed(request)));
    }

    /** Of a route. */
    static Answer of(RoutingContext request) {
        return request.statusCode() == Problem.MALFORMED.status()
                        || broken(request).isPresent()
                ? unreadable(request)
                : failed(request);
    }

    static Answer noPath(String path) {
        return problem(
                Problem.NOT_FOUND,
                List.of(new FieldProblem("path", "path", path, "one of those that " + OpenApi.PATH + " lists")));
    }

    private static Answer failed(RoutingContext request) {
        LOG.errorv(
                request.failure(),
                "Request failed method={0} path={1}",
                request.request().method(),
                request.request().path());
        return problem(Problem.INTERNAL, "the server failed; its log says why");
    }

    private static Answer unreadable(RoutingContext request) {
        return problem(
                Problem.MALFORMED,
                List.of(broken(request)
                        .orElseGet(() -> new FieldProblem(
                                "request",
                                "request",
                                String.valueOf(request.failure()),
                                "a request that can be read"))));
    }

    private static Optional<FieldProblem> broken(RoutingContext request) {
        String uri = request.request().uri();
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        return escapes("path", path).or(() -> escapes("query", question < 0 ? "" : uri.substring(question + 1)));
    }

    private static Optional<FieldProblem> escapes(String where, String text) {
        return BROKEN.matcher(text)
                .results()
                .findFirst()
                .map(found -> new FieldProblem(
                        where,
                        where,
                        text.substring(found.start()),
                        "two hexadecimal digits behind each %, such as %20"));
    }

    /** A request whose beginning cannot be read: the connection is of no use afterwards. */
    static void unreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Answer answer = switch (cause) {
            case TooLongHttpLineException _ ->
                tooLong(Problem.LINE_TOO_LONG, "line", "a method and a path of fewer characters");
            case TooLongHttpHeaderException _ ->
                tooLong(Problem.HEADERS_TOO_LARGE, "headers", "fewer and shorter headers");
            case null, default ->
                problem(
                        Problem.MALFORMED,
                        List.of(new FieldProblem("request", "request", String.valueOf(cause), "a request by HTTP")));
        };
        var _ = answer.send(request.response())
                .onComplete(_ -> request.connection().close());
    }

    private static Answer tooLong(Problem problem, String field, String expected) {
        return problem(problem, List.of(new FieldProblem("request", field, "more", expected)));
    }
}
