package io.fleetmesh.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.vertx.ext.web.Router;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /apis/fleetmesh.io/v1alpha1/openapi.json}: what the API can do, as OpenAPI 3.1, made from {@link Operation#all}. */
public final class OpenApi {
    static final String PATH = IntentApi.ROOT + "/openapi.json";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final Map<String, String> QUERY = Map.of(
            "limit", "The most objects of a page: 1 to 1000, by default 500.",
            "continue", "What metadata.continue of the page before said.",
            "labelSelector", "Requirements such as a=b,c!=d,e in (f,g),h,!i.",
            "watch", "true: changes instead of a list.",
            "resourceVersion",
                    "For a watch: of a list, after which changes are told. For a delete: the state that is seen.",
            "dryRun", "true: only decides, and changes nothing.",
            "declared", "false: only those that are declared no more; true: only those that are declared.",
            "namespace", "Only of this namespace.",
            "profile", "Only of this profile.",
            "reason", "Why; it is recorded.");

    private OpenApi() {}

    /** Adds the route. */
    public static void mount(Router router) {
        Answer answer = new Answer(200, "application/json", document());
        router.get(PATH).handler(request -> IntentApi.end(request, answer));
    }

    /** The whole description. */
    static ObjectNode document() {
        ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Fleetmesh")
                .put("version", Kind.VERSION)
                .put("description", "What operators declare, what would come of it, and what is there.");
        document.putArray("servers").addObject().put("url", IntentApi.ROOT);
        Map<String, ObjectNode> paths = new TreeMap<>();
        for (Operation operation : Operation.all()) {
            paths.computeIfAbsent(operation.path(), _ -> JSON.objectNode())
                    .set(operation.method(), describe(operation));
        }
        paths.forEach(document.putObject("paths")::set);
        ObjectNode components = document.putObject("components");
        components.set("schemas", OpenApiSchemas.all());
        components
                .putObject("responses")
                .putObject("Problem")
                .put("description", problems())
                .putObject("content")
                .putObject("application/problem+json")
                .set("schema", reference("Problem"));
        return document;
    }

    private static String problems() {
        StringBuilder text = new StringBuilder("What is refused, by the last part of its type:");
        for (Problem problem : Problem.values()) {
            text.append(' ')
                    .append(problem.status())
                    .append(' ')
                    .append(problem.name().toLowerCase(Locale.ROOT))
                    .append(';');
        }
        return text.deleteCharAt(text.length() - 1).append('.').toString();
    }

    private static ObjectNode describe(Operation operation) {
        ObjectNode node = JSON.objectNode().put("operationId", operation.id()).put("summary", operation.summary());
        ArrayNode parameters = node.putArray("parameters");
        Matcher variable = VARIABLE.matcher(operation.path());
        while (variable.find()) {
            parameter(parameters, variable.group(1), "path").put("required", true);
        }
        operation.query().forEach(name -> parameter(parameters, name, "query").put("description", QUERY.get(name)));
        operation.takes().ifPresent(schema -> body(node, schema));
        ObjectNode responses = node.putObject("responses");
        operation.statuses().forEach(status -> answer(responses, status, operation));
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
        return node;
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private static void body(ObjectNode node, String schema) {
        ObjectNode body = node.putObject("requestBody").put("required", true);
        ObjectNode content = body.putObject("content");
        content.putObject("application/json").set("schema", reference(schema));
        if (Kind.of(schema).isPresent() || schema.equals("Objects")) {
            content.putObject("application/yaml").set("schema", reference(schema));
        }
    }

    private static void answer(ObjectNode responses, int status, Operation operation) {
        ObjectNode response = responses
                .putObject(Integer.toString(status))
                .put("description", status == 201 ? "It is new." : "Done.");
        ObjectNode content = response.putObject("content");
        content.putObject("application/json").set("schema", reference(operation.gives()));
        if (operation.query().contains("watch")) {
            content.putObject("application/json;stream=watch").set("schema", reference("WatchEvent"));
        }
    }

    private static JsonNode reference(String schema) {
        return JSON.objectNode().put("$ref", "#/components/schemas/" + schema);
    }
}
