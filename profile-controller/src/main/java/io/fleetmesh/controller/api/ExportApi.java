package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.exports.ExportName;
import io.fleetmesh.controller.domain.exports.ExportRequest;
import io.fleetmesh.controller.domain.exports.Exports;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code PUT} and {@code DELETE …/networkprofiles/NAME/exports/NAMESPACE/SERVICE/MEMBER?reason=TEXT}: whether a member may export a
 * name. Mounted behind {@link IntentApi}, which looks at who asks.
 */
public final class ExportApi {
    static final String ONE =
            IntentApi.ROOT + "/" + Kind.NETWORK_PROFILE.plural() + "/:name/exports/:namespace/:service/:member";

    private final Supplier<Optional<Exports>> exports;

    /** @param exports empty until the service has started */
    public ExportApi(Supplier<Optional<Exports>> exports) {
        this.exports = exports;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.put(ONE).blockingHandler(request -> ask(request, true), false);
        router.delete(ONE).blockingHandler(request -> ask(request, false), false);
    }

    private void ask(RoutingContext request, boolean approves) {
        try {
            Exports kept =
                    exports.get().orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "the service starts")));
            String reason = new Parameters(request.request().params()).reason();
            ExportName name = new ExportName(
                    request.pathParam("name"), request.pathParam("namespace"), request.pathParam("service"));
            IntentApi.end(
                    request,
                    kept.ask(
                                    new ExportRequest(name, request.pathParam("member"), approves),
                                    reason,
                                    Access.caller(request))
                            .thenApply(ExportApi::answer));
        } catch (Refused e) {
            IntentApi.end(request, e.answer());
        }
    }

    private static Answer answer(Exports.Outcome outcome) {
        return switch (outcome) {
            case Exports.Outcome.Decided(ExportRequest.Decision.Done(ExportApproval approval)) ->
                new Answer(200, "application/json", document(approval));
            case Exports.Outcome.Decided(ExportRequest.Decision.Refused refused) ->
                Answer.refused(refused.reason(), List.of(refused.problem()));
            case Exports.Outcome.Unavailable(String reason) -> problem(Problem.UNAVAILABLE, reason);
        };
    }

    private static ObjectNode document(ExportApproval approval) {
        ObjectNode document = ObjectDocuments.of("ExportApproval");
        document.putObject("metadata").put("name", approval.key());
        document.setAll(Codec.tree(approval));
        return document;
    }
}
