package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.fleet.Standings;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code …/members/NAME/status} and {@code …/memberstatuses}: where members stand, those included that are declared no more and
 * have not left, or are remembered. Mounted behind {@link IntentApi}, which looks at who asks.
 */
public final class MemberStatusApi {
    static final String ALL = IntentApi.ROOT + "/memberstatuses";
    static final String ONE = IntentApi.ROOT + "/" + Kind.MEMBER.plural() + "/:name/status";

    private final Supplier<Optional<Statuses>> statuses;
    private final Access access;

    /** @param statuses empty until the service has started */
    public MemberStatusApi(Supplier<Optional<Statuses>> statuses, Access access) {
        this.statuses = statuses;
        this.access = access;
    }

    @FunctionalInterface
    private interface Handler {
        Answer answer(RoutingContext request, NavigableMap<String, Standing> standings, Authority authority)
                throws Refused;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.get(ALL).blockingHandler(request -> answer(request, MemberStatusApi::list), false);
        router.get(ONE).blockingHandler(request -> answer(request, MemberStatusApi::get), false);
    }

    private void answer(RoutingContext request, Handler handler) {
        Answer answer;
        try {
            answer = handler.answer(request, standings(), access.authority(request));
        } catch (Refused e) {
            answer = e.answer();
        }
        IntentApi.end(request, answer);
    }

    private NavigableMap<String, Standing> standings() throws Refused {
        return statuses.get()
                .flatMap(Statuses::standings)
                .orElseThrow(
                        () -> new Refused(problem(Problem.UNAVAILABLE, "another process knows where members stand")));
    }

    private static Answer list(RoutingContext request, NavigableMap<String, Standing> standings, Authority authority)
            throws Refused {
        Parameters given = new Parameters(request.request().params());
        Optional<Boolean> declared = given.declared();
        int limit = given.limit();
        List<Standing> found = standings.tailMap(given.after(), false).values().stream()
                .filter(standing -> authority.seesMember(name(standing)))
                .filter(standing -> declared.isEmpty()
                        || declared.get()
                                == authority.declaredMember(name(standing)).isPresent())
                .limit(limit + 1L)
                .toList();
        return Answer.list(
                "MemberStatus",
                found.stream().limit(limit).map(MemberStatusApi::document).toList(),
                found.size() > limit ? Optional.of(name(found.get(limit - 1))) : Optional.empty());
    }

    private static Answer get(RoutingContext request, NavigableMap<String, Standing> standings, Authority authority) {
        String name = request.pathParam("name");
        return Optional.ofNullable(standings.get(name))
                .or(() -> authority.declaredMember(name).flatMap(Standings::unseen))
                .filter(_ -> authority.seesMember(name))
                .map(standing -> new Answer(200, "application/json", document(standing)))
                .orElseGet(() -> problem(Problem.NOT_FOUND, "nothing is known of a member '" + name + "'"));
    }

    private static String name(Standing standing) {
        return standing.status().member();
    }

    private static ObjectNode document(Standing standing) {
        ObjectNode document = ObjectDocuments.of("MemberStatus");
        document.putObject("metadata").put("name", name(standing));
        document.setAll(ObjectDocuments.status(standing));
        return document;
    }
}
