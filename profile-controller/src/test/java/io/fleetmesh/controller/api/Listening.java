package io.fleetmesh.controller.api;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** A listener of tests. */
final class Listening {
    private Listening() {}

    /** The port of this machine alone at which {@code router} answers until {@code vertx} is closed. */
    static int to(Router router, Vertx vertx) {
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }
}
