package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.access.WatchSight;
import io.fleetmesh.controller.domain.plan.Plans;
import io.fleetmesh.controller.domain.plan.Plans.Outcome;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** {@code …/networkprofiles/NAME/plan}, {@code …/plans[/ID[/apply|overrides|approvals]]}. */
public final class PlanApi {
    private static final String PLANS = IntentApi.ROOT + "/plans";
    private static final String ONE = PLANS + "/:id";

    private final Supplier<Optional<Plans>> plans;
    private final Access access;
    private final Watches watches;

    /** @param plans empty until the service has started */
    public PlanApi(Supplier<Optional<Plans>> plans, Access access, Watches watches) {
        this.access = access;
        this.watches = watches;
        this.plans = plans;
    }

    @FunctionalInterface
    private interface Handler {
        CompletionStage<Answer> answer(RoutingContext request, PlansOfCaller plans) throws Refused;
    }

    /** Adds the routes; behind what admits callers and reads bodies. */
    public void mount(Router router) {
        router.post(IntentApi.ROOT + "/" + Kind.NETWORK_PROFILE.plural() + "/:name/plan")
                .blockingHandler(request -> answer(request, PlanApi::make), false);
        router.get(PLANS).handler(this::watch);
        router.get(PLANS).blockingHandler(request -> answer(request, PlanApi::list), false);
        router.get(ONE).blockingHandler(request -> answer(request, PlanApi::get), false);
        router.delete(ONE).blockingHandler(request -> answer(request, PlanApi::discard), false);
        router.post(ONE + "/apply").blockingHandler(request -> answer(request, PlanApi::apply), false);
        router.post(ONE + "/overrides").blockingHandler(request -> answer(request, PlanApi::override), false);
        router.post(ONE + "/approvals").blockingHandler(request -> answer(request, PlanApi::approve), false);
    }

    private void answer(RoutingContext request, Handler handler) {
        try {
            PlansOfCaller now = new PlansOfCaller(kept(), access.authority(request));
            var _ = handler.answer(request, now).thenAccept(answer -> IntentApi.end(request, answer));
        } catch (Refused e) {
            IntentApi.end(request, e.answer());
        }
    }

    private Plans kept() throws Refused {
        return plans.get().orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "the service starts")));
    }

    private void watch(RoutingContext request) {
        Watches.whenAsked(
                request,
                () -> watches.begin(
                        request,
                        new Wanted<>(
                                "Plan",
                                kept(),
                                selected(request),
                                WatchSight.byRoles(Access.caller(request), PlansOfCaller::sees),
                                PlanApi::document)));
    }

    private static Predicate<Plan> selected(RoutingContext request) {
        Optional<String> profile = Optional.ofNullable(request.request().getParam("profile"));
        return plan -> profile.isEmpty() || profile.get().equals(plan.profile());
    }

    private static CompletionStage<Answer> make(RoutingContext request, PlansOfCaller plans) throws Refused {
        boolean dryRun = new Parameters(request.request().params()).dryRun();
        return plans.make(request.pathParam("name"), Access.caller(request), dryRun)
                .thenApply(outcome -> answer(outcome, dryRun ? 200 : 201));
    }

    private static CompletionStage<Answer> apply(RoutingContext request, PlansOfCaller plans) {
        return plans.apply(request.pathParam("id"), Access.caller(request)).thenApply(PlanApi::changed);
    }

    private static CompletionStage<Answer> discard(RoutingContext request, PlansOfCaller plans) throws Refused {
        boolean dryRun = new Parameters(request.request().params()).dryRun();
        return plans.discard(request.pathParam("id"), Access.caller(request), dryRun)
                .thenApply(PlanApi::changed);
    }

    private static CompletionStage<Answer> approve(RoutingContext request, PlansOfCaller plans) {
        return plans.approve(request.pathParam("id"), Access.caller(request)).thenApply(PlanApi::changed);
    }

    private static CompletionStage<Answer> override(RoutingContext request, PlansOfCaller plans) throws Refused {
        JsonNode document = RequestBody.document(request);
        String check = text(document, "check");
        String reason = text(document, "reason");
        return plans.override(request.pathParam("id"), check, reason, Access.caller(request))
                .thenApply(PlanApi::changed);
    }

    private static String text(JsonNode document, String field) throws Refused {
        String text = document.path(field).isTextual()
                ? document.path(field).textValue().strip()
                : "";
        if (!Parameters.isLine(text)) {
            throw new Refused(problem(
                    Problem.INVALID,
                    List.of(new FieldProblem(
                            "body",
                            field,
                            document.has(field) ? document.path(field).toString() : "nothing",
                            "a line of 1 to " + Parameters.LONGEST + " characters"))));
        }
        return text;
    }

    private static CompletionStage<Answer> list(RoutingContext request, PlansOfCaller plans) throws Refused {
        Parameters given = new Parameters(request.request().params());
        PlansOfCaller.Seen seen = seen(plans);
        Optional<PlanPlace> after =
                PlanPlace.read(given.after(text -> PlanPlace.read(text).isPresent()));
        int limit = given.limit();
        List<Plan> found = seen.plans().values().stream()
                .filter(selected(request))
                .filter(plan -> after.isEmpty() || PlanPlace.of(plan).compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(PlanPlace::of))
                .limit(limit + 1L)
                .toList();
        return CompletableFuture.completedFuture(Answer.list(
                "Plan",
                found.stream().limit(limit).map(PlanApi::document).toList(),
                seen.version(),
                found.size() > limit
                        ? Optional.of(PlanPlace.of(found.get(limit - 1)).text())
                        : Optional.empty()));
    }

    private static CompletionStage<Answer> get(RoutingContext request, PlansOfCaller plans) throws Refused {
        Plan plan = seen(plans).plans().get(request.pathParam("id"));
        return CompletableFuture.completedFuture(
                plan == null
                        ? problem(Problem.NOT_FOUND, "there is no Plan/" + request.pathParam("id"))
                        : new Answer(200, "application/json", document(plan)));
    }

    private static PlansOfCaller.Seen seen(PlansOfCaller plans) throws Refused {
        return plans.seen()
                .orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "another process keeps the plans")));
    }

    private static Answer changed(Outcome outcome) {
        return answer(outcome, 200);
    }

    private static Answer answer(Outcome outcome, int status) {
        return switch (outcome) {
            case Outcome.Done(Plan plan) -> new Answer(status, "application/json", document(plan));
            case Outcome.Same(Plan plan) -> new Answer(200, "application/json", document(plan));
            case Outcome.Refused refused -> Answer.refused(refused.reason(), List.of(refused.problem()));
            case Outcome.Unavailable(String reason) -> problem(Problem.UNAVAILABLE, reason);
        };
    }

    private static ObjectNode document(Plan plan) {
        ObjectNode document = ObjectDocuments.of("Plan");
        document.putObject("metadata").put("name", plan.id());
        document.setAll(Codec.tree(plan));
        return document;
    }
}
