package io.fleetmesh.controller.api;

import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Finds out who asks. Thread-safe. */
public interface Authentication {

    /** What was found. */
    sealed interface Result {
        record Known(Caller caller) implements Result {}

        /** Nothing, or nothing that can be believed. */
        record Unknown(String reason) implements Result {}

        /** Nobody is heard here. */
        record NotHere(String reason) implements Result {}
    }

    /** Completes on any thread, and never with a failure. */
    Future<Result> authenticate(HttpServerRequest request);

    /** What a caller who is not known is asked for, as in {@code WWW-Authenticate}. */
    String challenge();
}
