package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.fleet.ClusterIdRelease;
import io.fleetmesh.controller.domain.fleet.Reservations;
import io.fleetmesh.controller.domain.fleet.Reservations.Outcome;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code DELETE …/networkprofiles/NAME/cluster-ids/ID?reason=TEXT}; mounted behind {@link IntentApi}, which looks at who asks. */
public final class ClusterIdApi {
    static final String ONE = IntentApi.ROOT + "/" + Kind.NETWORK_PROFILE.plural() + "/:name/cluster-ids/:id";

    private final Supplier<Optional<Reservations>> reservations;

    /** @param reservations empty until the service has started */
    public ClusterIdApi(Supplier<Optional<Reservations>> reservations) {
        this.reservations = reservations;
    }

    /** Adds the route. */
    public void mount(Router router) {
        router.delete(ONE).blockingHandler(this::forget, false);
    }

    private void forget(RoutingContext request) {
        try {
            Reservations kept = reservations
                    .get()
                    .orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "the service starts")));
            String reason = new Parameters(request.request().params()).reason();
            IntentApi.end(
                    request,
                    kept.forget(request.pathParam("name"), id(request.pathParam("id")), reason, Access.caller(request))
                            .thenApply(ClusterIdApi::answer));
        } catch (Refused e) {
            IntentApi.end(request, e.answer());
        }
    }

    private static int id(String text) throws Refused {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new Refused(problem(
                    Problem.NOT_FOUND,
                    "there is no cluster ID '" + text + "'",
                    new FieldProblem("path", "cluster-ids", text, "a number")));
        }
    }

    private static Answer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Decided(ClusterIdRelease.Forgotten(ClusterIdReservation reservation)) ->
                new Answer(200, "application/json", document(reservation));
            case Outcome.Decided(ClusterIdRelease.Refused refused) ->
                Answer.refused(refused.reason(), List.of(refused.problem()));
            case Outcome.Unavailable(String reason) -> problem(Problem.UNAVAILABLE, reason);
        };
    }

    private static ObjectNode document(ClusterIdReservation reservation) {
        ObjectNode document = ObjectDocuments.of("ClusterIdReservation");
        document.putObject("metadata").put("name", reservation.key());
        document.setAll(Codec.tree(reservation));
        return document;
    }
}
