package io.fleetmesh.controller.api;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections to the API, a bounded number. One too many is told so if it asks at once, and closed; of those, too, only some are
 * heard. They are counted once their handshakes are done, which have ten seconds for that.
 */
final class Doors {
    private static final int MOST_TURNED_AWAY = 100;
    private static final long MILLIS_TO_ASK = 1000;

    private final Vertx vertx;
    private final ApiLoad load;
    private final Handler<HttpServerRequest> inside;
    private final Map<HttpConnection, Answer> turnedAway = new ConcurrentHashMap<>();

    /** @param inside who answers requests on connections that are let in */
    Doors(Vertx vertx, ApiLoad load, Handler<HttpServerRequest> inside) {
        this.vertx = vertx;
        this.load = load;
        this.inside = inside;
    }

    void opened(HttpConnection connection) {
        try {
            Runnable place = load.connection(connection.remoteAddress().hostAddress());
            connection.closeHandler(_ -> place.run());
        } catch (Refused e) {
            turnAway(connection, e.answer());
        }
    }

    private void turnAway(HttpConnection connection, Answer answer) {
        if (turnedAway.size() >= MOST_TURNED_AWAY) {
            var _ = connection.close();
            return;
        }
        turnedAway.put(connection, answer);
        long timer = vertx.setTimer(MILLIS_TO_ASK, _ -> {
            var _ = connection.close();
        });
        connection.closeHandler(_ -> {
            vertx.cancelTimer(timer);
            turnedAway.remove(connection);
        });
    }

    void asked(HttpServerRequest request) {
        Answer answer = turnedAway.get(request.connection());
        if (answer == null) {
            inside.handle(request);
        } else {
            var _ = answer.send(request.response())
                    .onComplete(_ -> request.connection().close());
        }
    }
}
