package io.fleetmesh.controller.api;

import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Believes whoever says a name. */
final class ByHeader implements Authentication {
    static final String NAME = "as";

    @Override
    public Found authenticate(HttpServerRequest request) {
        String name = request.getHeader(NAME);
        return name == null
                ? new Result.Unknown("nobody")
                : new Result.Known(
                        name.equals(Caller.ANONYMOUS.name())
                                ? Caller.ANONYMOUS
                                : new Caller(name, Set.of(), Caller.By.CERTIFICATE, false));
    }

    @Override
    public String challenge() {
        return "Name";
    }
}
