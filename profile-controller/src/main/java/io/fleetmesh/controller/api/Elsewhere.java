package io.fleetmesh.controller.api;

import io.vertx.core.http.HttpServerRequest;

/** Callers are authenticated at another port, and nobody is heard at this one. */
public final class Elsewhere implements Authentication {
    private final int port;

    /** @param port where they are */
    public Elsewhere(int port) {
        this.port = port;
    }

    @Override
    public Found authenticate(HttpServerRequest request) {
        return new Result.NotHere("callers are authenticated: ask by https at port " + port + " of this host");
    }

    @Override
    public String challenge() {
        return "Bearer";
    }
}
