package io.fleetmesh.controller.api;

import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/** Finds out who asks. Thread-safe. */
public interface Authentication {

    /** What can be said at once. */
    sealed interface Found {}

    /** What was found. */
    sealed interface Result extends Found {
        record Known(Caller caller) implements Result {}

        /** Nothing, or nothing that can be believed. */
        record Unknown(String reason) implements Result {}

        /** Nobody is heard here. */
        record NotHere(String reason) implements Result {}
    }

    /**
     * That takes its time, for somebody else may have to be asked.
     *
     * @param begin begins with it; completes on the request's event loop, and never with a failure
     */
    record Asking(Supplier<Future<Result>> begin) implements Found {}

    /** On the request's event loop, and without waiting for anything. */
    Found authenticate(HttpServerRequest request);

    /** What a caller who is not known is asked for, as in {@code WWW-Authenticate}. */
    String challenge();
}
