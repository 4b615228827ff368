package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code /apis/fleetmesh.io/v1alpha1/globalservices[/NAMESPACE/NAME]}: services of the fleet, to be read. Mounted behind
 * {@link IntentApi}, which looks at who asks.
 */
public final class GlobalServiceApi {
    static final String ALL = IntentApi.ROOT + "/globalservices";
    static final String ONE = ALL + "/:namespace/:name";

    private final Supplier<Optional<NavigableMap<String, GlobalService>>> services;

    /** @param services by key; empty until all are known. Not changed once given */
    public GlobalServiceApi(Supplier<Optional<NavigableMap<String, GlobalService>>> services) {
        this.services = services;
    }

    @FunctionalInterface
    private interface Handler {
        Answer answer(RoutingContext request, NavigableMap<String, GlobalService> services) throws Refused;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.get(ALL).blockingHandler(request -> answer(request, GlobalServiceApi::list), false);
        router.get(ONE).blockingHandler(request -> answer(request, GlobalServiceApi::get), false);
    }

    private void answer(RoutingContext request, Handler handler) {
        Answer answer;
        try {
            answer = handler.answer(
                    request,
                    services.get()
                            .orElseThrow(() -> new Refused(
                                    problem(Problem.UNAVAILABLE, "the services of the fleet are not all read yet"))));
        } catch (Refused e) {
            answer = e.answer();
        }
        IntentApi.end(request, answer);
    }

    private static Answer list(RoutingContext request, NavigableMap<String, GlobalService> services) throws Refused {
        Parameters given = new Parameters(request.request().params());
        if (given.watch()) {
            throw new Refused(problem(Problem.MALFORMED, "watch: expected false, for services cannot be watched yet"));
        }
        int limit = given.limit();
        Optional<String> namespace = Optional.ofNullable(request.request().getParam("namespace"));
        Stream<GlobalService> all = services.tailMap(given.after(GlobalServiceApi::isKey), false).values().stream();
        var found = all.filter(service -> namespace.isEmpty() || namespace.get().equals(service.namespace()))
                .limit(limit + 1L)
                .toList();
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", Kind.API_VERSION)
                .put("kind", "GlobalServiceList");
        ObjectNode metadata = body.putObject("metadata");
        if (found.size() > limit) {
            metadata.put("continue", Answer.token(found.get(limit - 1).key()));
        }
        ArrayNode items = body.putArray("items");
        found.stream().limit(limit).map(GlobalServiceApi::document).forEach(items::add);
        return new Answer(200, "application/json", body);
    }

    private static boolean isKey(String key) {
        String[] parts = key.split("/", -1);
        return parts.length == 2 && Stream.of(parts).allMatch(Format.NAME::fits);
    }

    private static Answer get(RoutingContext request, NavigableMap<String, GlobalService> services) {
        String key = request.pathParam("namespace") + "/" + request.pathParam("name");
        GlobalService found = services.get(key);
        return found == null
                ? problem(Problem.NOT_FOUND, "no member exports " + key)
                : new Answer(200, "application/json", document(found));
    }

    private static ObjectNode document(GlobalService service) {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", Kind.API_VERSION)
                .put("kind", "GlobalService");
        document.putObject("metadata").put("namespace", service.namespace()).put("name", service.name());
        ObjectNode fields = Codec.tree(service);
        fields.remove(List.of("namespace", "name"));
        document.setAll(fields);
        return document;
    }
}
