package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.access.AccessDecision;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.Target;
import io.fleetmesh.controller.domain.access.Verb;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import io.fleetmesh.controller.domain.plan.check.Newcomers;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code POST …/networkprofiles/NAME/checks}: a cluster that is not declared, by facts that the caller has gathered, beside the
 * profile's members. The facts are believed for as long as the answer takes. Mounted behind {@link IntentApi}, which looks at who
 * asks.
 */
public final class CheckApi {
    static final String CHECKS = IntentApi.ROOT + "/" + Kind.NETWORK_PROFILE.plural() + "/:name/checks";

    private final Supplier<Optional<Newcomers>> newcomers;
    private final Access access;

    /** @param newcomers empty until the service has started */
    public CheckApi(Supplier<Optional<Newcomers>> newcomers, Access access) {
        this.newcomers = newcomers;
        this.access = access;
    }

    /** Before all other bodies are taken, since a cluster's nodes with their ranges are more than one object may be. */
    static void takeBodies(Router router) {
        var _ = RequestBody.take(router.post(CHECKS), DocumentReader.MOST_BYTES);
    }

    /** Adds the route. */
    public void mount(Router router) {
        router.post(CHECKS).blockingHandler(this::check, false);
    }

    private void check(RoutingContext request) {
        String profile = request.pathParam("name");
        try {
            Authority authority = access.authority(request);
            allow(authority, profile);
            Newcomer newcomer = NewcomerDocument.read(RequestBody.document(request));
            IntentApi.end(
                    request,
                    newcomers
                            .get()
                            .orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "the service starts")))
                            .judge(profile, newcomer)
                            .thenApply(answer -> answer(answer, profile, newcomer, authority)));
        } catch (Refused e) {
            IntentApi.end(request, e.answer());
        }
    }

    /** As plans, which say the same and more. */
    private static void allow(Authority authority, String profile) throws Refused {
        if (!authority.decide(Verb.READ, Target.profile(profile)).allowed()) {
            throw new Refused(missing(profile));
        }
        if (authority.decide(Verb.PLAN, Target.profile(profile)) instanceof AccessDecision.Denied denied) {
            throw new Refused(problem(Problem.FORBIDDEN, denied.text()));
        }
    }

    private static Answer missing(String profile) {
        return Answer.missing(Kind.NETWORK_PROFILE.object(profile));
    }

    private static Answer answer(Newcomers.Answer answer, String profile, Newcomer newcomer, Authority authority) {
        return switch (answer) {
            case Newcomers.Answer.Judged judged -> {
                ObjectNode body = ObjectDocuments.of("CheckList");
                known(judged.knownAs(), authority, body);
                body.set("checks", Codec.tree(judged.checks()));
                ArrayNode unlooked = body.putArray("notLookedAt");
                judged.unlooked()
                        .forEach(one ->
                                unlooked.addObject().put("check", one.check()).put("why", one.why()));
                yield new Answer(200, "application/json", body);
            }
            case Newcomers.Answer.NoProfile() -> missing(profile);
            case Newcomers.Answer.WrongLabels(String expected) ->
                problem(
                        Problem.INVALID,
                        List.of(new FieldProblem(
                                "body",
                                "labels",
                                newcomer.labels().orElse(Map.of()).toString(),
                                expected)));
            case Newcomers.Answer.Unavailable(String reason) -> problem(Problem.UNAVAILABLE, reason);
        };
    }

    /** Of members that the caller may not see it learns only that there is one, lest it declares their cluster a second time. */
    private static void known(List<String> members, Authority authority, ObjectNode body) {
        Optional<String> seen = members.stream().filter(authority::seesMember).findFirst();
        seen.ifPresent(member -> body.put("knownAs", member));
        if (seen.isEmpty() && !members.isEmpty()) {
            body.put("knownElsewhere", true);
        }
    }
}
