package io.fleetmesh.controller.api;

import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Nobody can be authenticated: this machine may ask, and do anything. A proxy on it asks for others, whom it may not let in: what
 * says that it was forwarded is refused. One that says nothing of it cannot be told from this machine's own callers.
 */
public final class LocalOnly implements Authentication {
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private static final List<String> FORWARDED =
            List.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");

    @Override
    public Found authenticate(HttpServerRequest request) {
        Optional<String> forwarded =
                FORWARDED.stream().filter(request.headers()::contains).findFirst();
        if (forwarded.isPresent()) {
            return new Result.NotHere("nobody can be authenticated, so that only this machine may ask,"
                    + " and the header " + forwarded.get() + " says that a proxy asks for somebody else: set"
                    + " fleetmesh.api.port and who may do what, and let callers come there by themselves");
        }
        String caller = request.remoteAddress().hostAddress();
        HostAndPort called = request.authority();
        boolean local = caller != null && InetAddress.ofLiteral(caller).isLoopbackAddress();
        // A page in a browser of this machine is local, too, but calls us by a name of its own.
        return local && called != null && LOCAL_NAMES.contains(called.host())
                ? new Result.Known(Caller.ANONYMOUS)
                : new Result.NotHere("nobody can be authenticated, so that only this machine may ask");
    }

    @Override
    public String challenge() {
        return "Bearer";
    }
}
