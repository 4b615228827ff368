package io.fleetmesh.controller.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Watched;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.ServiceSight;
import io.fleetmesh.controller.domain.access.WatchSight;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code /apis/fleetmesh.io/v1alpha1/globalservices[/NAMESPACE/NAME]}: services of the fleet, to be read. Mounted behind
 * {@link IntentApi}, which looks at who asks.
 */
public final class GlobalServiceApi {
    static final String ALL = IntentApi.ROOT + "/globalservices";
    static final String ONE = ALL + "/:namespace/:name";

    private final Reads<GlobalService> services;
    private final Watches watches;

    /** @param services by key; empty until the service has started */
    public GlobalServiceApi(Supplier<Optional<Watched<GlobalService>>> services, Access access, Watches watches) {
        this.services = new Reads<>(services, access, "the services of the fleet are not all read yet");
        this.watches = watches;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.get(ALL).handler(this::watch);
        router.get(ALL).blockingHandler(request -> services.answer(request, GlobalServiceApi::list), false);
        router.get(ONE).blockingHandler(request -> services.answer(request, GlobalServiceApi::get), false);
    }

    private static Predicate<GlobalService> selected(RoutingContext request) {
        Optional<String> namespace = Optional.ofNullable(request.request().getParam("namespace"));
        return service -> namespace.isEmpty() || namespace.get().equals(service.namespace());
    }

    private void watch(RoutingContext request) {
        Watches.whenAsked(
                request,
                () -> watches.begin(
                        request,
                        new Wanted<>(
                                "GlobalService",
                                services.kept(),
                                selected(request),
                                WatchSight.ofServices(Access.caller(request)),
                                GlobalServiceApi::document)));
    }

    private static Answer list(RoutingContext request, History<GlobalService> services, Authority authority)
            throws Refused {
        Parameters given = new Parameters(request.request().params());
        int limit = given.limit();
        ServiceSight sight = new ServiceSight(authority);
        List<GlobalService> found =
                services.now().tailMap(given.after(GlobalServiceApi::isKey), false).values().stream()
                        .filter(selected(request))
                        .flatMap(service -> sight.of(service).stream())
                        .limit(limit + 1L)
                        .toList();
        return Answer.list(
                "GlobalService",
                found.stream().limit(limit).map(GlobalServiceApi::document).toList(),
                services.version(),
                found.size() > limit ? Optional.of(found.get(limit - 1).key()) : Optional.empty());
    }

    private static boolean isKey(String key) {
        String[] parts = key.split("/", -1);
        return parts.length == 2 && Stream.of(parts).allMatch(Format.NAME::fits);
    }

    private static Answer get(RoutingContext request, History<GlobalService> services, Authority authority) {
        String key = request.pathParam("namespace") + "/" + request.pathParam("name");
        return Optional.ofNullable(services.now().get(key))
                .flatMap(new ServiceSight(authority)::of)
                .map(found -> new Answer(200, "application/json", document(found)))
                .orElseGet(() -> Answer.missing("GlobalService/" + key));
    }

    private static ObjectNode document(GlobalService service) {
        ObjectNode document = ObjectDocuments.of("GlobalService");
        document.putObject("metadata").put("namespace", service.namespace()).put("name", service.name());
        ObjectNode fields = Codec.tree(service);
        fields.remove(List.of("namespace", "name"));
        fields.path("held").forEach(held -> explain(service, (ObjectNode) held));
        document.setAll(fields);
        return document;
    }

    private static void explain(GlobalService service, ObjectNode held) {
        held.put(
                "reason",
                "others export " + service.key() + " already, and its profile holds back who begins to:"
                        + " spec.exportGuard.holdFirstExport");
        held.put(
                "next",
                "fleetctl approve export " + service.key() + " --member "
                        + held.path("member").asText() + " --profile PROFILE --reason TEXT");
    }
}
