package io.fleetmesh.controller.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.WatchSight;
import io.fleetmesh.controller.domain.fleet.Standings;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code …/members/NAME/status} and {@code …/memberstatuses}: where members stand, those included that are declared no more and
 * have not left, or are remembered. Mounted behind {@link IntentApi}, which looks at who asks.
 */
public final class MemberStatusApi {
    private static final String KIND = "MemberStatus";
    static final String ALL = IntentApi.ROOT + "/memberstatuses";
    static final String ONE = IntentApi.ROOT + "/" + Kind.MEMBER.plural() + "/:name/status";

    private final Reads<Standing> statuses;
    private final Watches watches;

    /** @param statuses empty until the service has started */
    public MemberStatusApi(Supplier<Optional<Statuses>> statuses, Access access, Watches watches) {
        this.statuses = new Reads<>(
                () -> statuses.get().map(Statuses::watched), access, "another process knows where members stand");
        this.watches = watches;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.get(ALL).handler(this::watch);
        router.get(ALL).blockingHandler(request -> statuses.answer(request, MemberStatusApi::list), false);
        router.get(ONE).blockingHandler(request -> statuses.answer(request, MemberStatusApi::get), false);
    }

    private void watch(RoutingContext request) {
        Watches.whenAsked(
                request,
                () -> watches.begin(
                        request,
                        new Wanted<>(
                                KIND,
                                statuses.kept(),
                                _ -> true,
                                WatchSight.ofMembers(Access.caller(request), MemberStatusApi::name),
                                MemberStatusApi::document)));
    }

    private static Answer list(RoutingContext request, History<Standing> standings, Authority authority)
            throws Refused {
        Parameters given = new Parameters(request.request().params());
        Optional<Boolean> declared = given.declared();
        int limit = given.limit();
        List<Standing> found = standings.now().tailMap(given.after(), false).values().stream()
                .filter(standing -> authority.seesMember(name(standing)))
                .filter(standing -> declared.isEmpty()
                        || declared.get()
                                == authority.declaredMember(name(standing)).isPresent())
                .limit(limit + 1L)
                .toList();
        return Answer.list(
                KIND,
                found.stream().limit(limit).map(MemberStatusApi::document).toList(),
                standings.version(),
                found.size() > limit ? Optional.of(name(found.get(limit - 1))) : Optional.empty());
    }

    private static Answer get(RoutingContext request, History<Standing> standings, Authority authority) {
        String name = request.pathParam("name");
        return Optional.ofNullable(standings.now().get(name))
                .or(() -> authority.declaredMember(name).flatMap(Standings::unseen))
                .filter(_ -> authority.seesMember(name))
                .map(standing -> new Answer(200, "application/json", document(standing)))
                .orElseGet(() -> Answer.missing("MemberStatus/" + name));
    }

    private static String name(Standing standing) {
        return standing.status().member();
    }

    private static ObjectNode document(Standing standing) {
        ObjectNode document = ObjectDocuments.of(KIND);
        document.putObject("metadata").put("name", name(standing));
        document.setAll(ObjectDocuments.status(standing));
        return document;
    }
}
