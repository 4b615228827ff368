package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.AccessDecision;
import io.fleetmesh.controller.domain.access.Action;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Stands before all routes: finds out who asks, and lets nobody by who may not. What is asked for by routes that look for
 * themselves ({@link PathRules}) is decided there, since it hangs on objects; whatever else there is or will be is for those who
 * may everything, to read or to administer.
 */
public final class Access {
    private static final Logger LOG = Logger.getLogger(Access.class);
    private static final String CALLER = "fleetmesh.caller";
    private static final String NOBODY = "nobody known";

    private final Authentication authentication;
    private final Supplier<Optional<Intents>> intents;
    private final Supplier<AppliedPlaces> applied;
    private final ApiLoad load;

    /** Where nothing was applied, with the usual bounds. */
    public Access(Authentication authentication, Supplier<Optional<Intents>> intents) {
        this(authentication, intents, () -> AppliedPlaces.NONE, ApiLoad.usual());
    }

    /**
     * @param intents where role bindings are; empty until the service has started
     * @param applied where members belong that are declared no more
     */
    public Access(
            Authentication authentication,
            Supplier<Optional<Intents>> intents,
            Supplier<AppliedPlaces> applied,
            ApiLoad load) {
        this.authentication = authentication;
        this.intents = intents;
        this.applied = applied;
        this.load = load;
    }

    /** Who asks. */
    static Caller caller(RoutingContext request) {
        Caller caller = request.get(CALLER);
        if (caller == null) {
            throw new IllegalStateException("a route that is not behind Access");
        }
        return caller;
    }

    /** What the caller may, by what is declared now. */
    Authority authority(RoutingContext request) throws Refused {
        Caller caller = caller(request);
        return intents.get()
                .flatMap(Intents::all)
                .or(() -> caller.admin() ? Optional.of(Collections.emptyNavigableMap()) : Optional.empty())
                .map(all -> Authority.of(caller, all, applied.get()))
                .orElseThrow(() -> new Refused(
                        problem(Problem.UNAVAILABLE, "another process keeps the role bindings, or none yet")));
    }

    /** Before any other route. */
    void mount(Router router) {
        router.route(IntentApi.ROOT + "/*").handler(this::admit);
    }

    private void admit(RoutingContext request) {
        InHand.begin(request, load.limits().requests().patience());
        Authentication.Found found = authentication.authenticate(request.request());
        try {
            // Its own place comes first: who has no more of these takes none of those that all share, not even to be
            // told so.
            Runnable own = found instanceof Authentication.Result.Known(Caller caller)
                    ? load.request(caller)
                    : load.unauthenticated(request.request().remoteAddress().hostAddress());
            InHand.also(request, own);
            InHand.also(request, load.request());
            // A browser shows its user's certificate for any page, and sends some requests without asking us first.
            if (!reads(request) && request.request().headers().contains("Origin")) {
                throw new Refused(problem(Problem.FORBIDDEN, "pages in browsers change nothing here"));
            }
            switch (found) {
                case Authentication.Result result -> decide(request, result);
                case Authentication.Asking asking -> ask(request, asking, own);
            }
        } catch (Refused e) {
            refuse(request, e.answer(), name(found));
        }
    }

    /** @param own its place until it is known who asks */
    private void ask(RoutingContext request, Authentication.Asking asking, Runnable own) {
        // What is read meanwhile of the body would be lost.
        request.request().pause();
        Future<Authentication.Result> who = asking.begin().get();
        InHand.asking(request, who);
        var _ = who.onSuccess(result -> {
            request.request().resume();
            try {
                if (result instanceof Authentication.Result.Known(Caller caller)) {
                    InHand.also(request, load.request(caller));
                    own.run();
                }
                decide(request, result);
            } catch (Refused e) {
                refuse(request, e.answer(), name(result));
            }
        });
    }

    private static String name(Authentication.Found found) {
        return found instanceof Authentication.Result.Known(Caller caller) ? caller.name() : NOBODY;
    }

    private void decide(RoutingContext request, Authentication.Result result) {
        switch (result) {
            case Authentication.Result.Known(Caller caller) -> admit(request, caller);
            case Authentication.Result.Unknown(String reason) -> {
                request.response().putHeader("WWW-Authenticate", authentication.challenge());
                refuse(request, problem(Problem.UNAUTHENTICATED, reason), NOBODY);
            }
            case Authentication.Result.NotHere(String reason) ->
                refuse(request, problem(Problem.FORBIDDEN, reason), NOBODY);
        }
    }

    private void admit(RoutingContext request, Caller caller) {
        request.put(CALLER, caller);
        try {
            Optional<Action> needed = PathRules.needed(
                    request.request().method().name(), request.normalizedPath().substring(IntentApi.ROOT.length()));
            if (needed.isPresent()
                    && authority(request)
                                    .decide(needed.get().verb(), needed.get().target())
                            instanceof AccessDecision.Denied denied) {
                refuse(request, problem(Problem.FORBIDDEN, denied.text()), caller.name());
                return;
            }
            told(request, caller);
            request.next();
        } catch (Refused e) {
            IntentApi.end(request, e.answer());
        }
    }

    private static boolean reads(RoutingContext request) {
        HttpMethod method = request.request().method();
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static void told(RoutingContext request, Caller caller) {
        if (!reads(request)) {
            LOG.infov(
                    "Change asked for method={0} path={1} actor={2} how={3}",
                    request.request().method(),
                    request.normalizedPath(),
                    caller.name(),
                    caller.by().text());
        }
    }

    private static void refuse(RoutingContext request, Answer answer, String caller) {
        LOG.infov(
                "Request refused method={0} path={1} status={2} actor={3} cause={4}",
                request.request().method(),
                request.normalizedPath(),
                answer.status(),
                caller,
                answer.body().path("detail").asText());
        IntentApi.end(request, answer);
    }
}
