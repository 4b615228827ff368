package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Watched;
import io.fleetmesh.controller.domain.access.Authority;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;

/** Requests that read what is kept: each is answered of one version of all of it, or told why that is not there. */
final class Reads<T> {
    private final Supplier<Optional<Watched<T>>> kept;
    private final Access access;
    private final String missing;

    /**
     * @param kept empty until the service has started
     * @param missing why there is nothing to read, where there is not
     */
    Reads(Supplier<Optional<Watched<T>>> kept, Access access, String missing) {
        this.kept = kept;
        this.access = access;
        this.missing = missing;
    }

    @FunctionalInterface
    interface Handler<T> {
        Answer answer(RoutingContext request, History<T> now, Authority authority) throws Refused;
    }

    /** What a watch follows. */
    Watched<T> kept() throws Refused {
        return kept.get().orElseThrow(this::refused);
    }

    void answer(RoutingContext request, Handler<T> handler) {
        Answer answer;
        try {
            answer = handler.answer(request, kept().history().orElseThrow(this::refused), access.authority(request));
        } catch (Refused e) {
            answer = e.answer();
        }
        IntentApi.end(request, answer);
    }

    private Refused refused() {
        return new Refused(problem(Problem.UNAVAILABLE, missing));
    }
}
