package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Intents.Outcome;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code POST /apis/fleetmesh.io/v1alpha1/apply}: declares any number of objects, each judged together with the others. All are
 * accepted or none is written; they are written one after the other, in the order of the documents.
 */
final class ApplyApi {
    static final String PATH = IntentApi.ROOT + "/apply";
    static final String KIND = "ApplyResult";

    /** The most documents of one request. */
    private static final int MOST_DOCUMENTS = 1_000;
    /** The most problems that are told at once. */
    private static final int MOST_PROBLEMS = 100;

    private final Supplier<Optional<Intents>> intents;

    /** @param intents empty until the service has started */
    ApplyApi(Supplier<Optional<Intents>> intents) {
        this.intents = intents;
    }

    /** Adds the route; the caller is known already. */
    void mount(Router router) {
        RequestBody.take(router.post(PATH), DocumentReader.MOST_BYTES).blockingHandler(this::apply, false);
    }

    private void apply(RoutingContext request) {
        try {
            Intents now =
                    intents.get().orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "the service starts")));
            boolean dryRun = new Parameters(request.request().params()).dryRun();
            IntentApi.end(
                    request,
                    now.changeAll(changes(RequestBody.several(request)), Access.caller(request), dryRun)
                            .thenApply(ApplyApi::answer));
        } catch (Refused e) {
            IntentApi.end(request, e.answer());
        }
    }

    private static List<IntentChange> changes(List<JsonNode> documents) throws Refused {
        if (documents.isEmpty() || documents.size() > MOST_DOCUMENTS) {
            throw new Refused(problem(
                    Problem.INVALID,
                    List.of(new FieldProblem(
                            "body",
                            "documents",
                            Integer.toString(documents.size()),
                            "1 to " + MOST_DOCUMENTS + " documents"))));
        }
        List<IntentChange> changes = new ArrayList<>();
        List<FieldProblem> problems = new ArrayList<>();
        for (JsonNode document : documents) {
            if (document instanceof ObjectNode fields) {
                var _ = fields.remove(ObjectDocuments.STATUS);
            }
            switch (Manifests.check(document)) {
                case Checked.Good(Intent intent) -> changes.add(new IntentChange.Put(intent));
                case Checked.Bad(List<FieldProblem> found) -> problems.addAll(found);
            }
        }
        if (!problems.isEmpty()) {
            throw new Refused(problem(Problem.INVALID, few(problems)));
        }
        return changes;
    }

    private static List<FieldProblem> few(List<FieldProblem> problems) {
        return problems.stream().limit(MOST_PROBLEMS).toList();
    }

    private static Answer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.All(List<IntentDecision> decisions) -> {
                ObjectNode body = ObjectDocuments.of(KIND);
                ArrayNode items = body.putArray("items");
                decisions.forEach(decision -> item(decision).ifPresent(items::add));
                yield new Answer(200, "application/json", body);
            }
            case Outcome.Decided(IntentDecision.Refused(IntentDecision.Reason reason, List<FieldProblem> problems)) ->
                Answer.refused(reason, few(problems));
            case Outcome.Decided _, Outcome.Unavailable _ -> Answer.of(outcome);
        };
    }

    /** What became of one document: none of them deletes. */
    private static Optional<ObjectNode> item(IntentDecision decision) {
        return switch (decision) {
            case IntentDecision.Written(Intent intent, boolean created) ->
                Optional.of(item(created ? "created" : "changed", intent));
            case IntentDecision.Unchanged(Intent intent) -> Optional.of(item("unchanged", intent));
            case IntentDecision.Deleted _, IntentDecision.Refused _ -> Optional.empty();
        };
    }

    private static ObjectNode item(String result, Intent intent) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.put("result", result);
        item.set("object", Manifests.write(intent));
        return item;
    }
}
