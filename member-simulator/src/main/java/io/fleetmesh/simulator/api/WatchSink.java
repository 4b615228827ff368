package io.fleetmesh.simulator.api;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;

/** Where the events of one watch go: a chunked answer, or text frames of a web socket. */
interface WatchSink {
    void send(byte[] event);

    boolean full();

    void onDrain(Handler<Void> handler);

    void onClose(Handler<Void> handler);

    /** Ends the stream as a server does at its timeout. */
    void end();

    /** Drops the connection. */
    void cut();

    static WatchSink of(HttpServerResponse response) {
        response.setChunked(true).putHeader("Content-Type", "application/json");
        var _ = response.writeHead();
        return new WatchSink() {
            @Override
            public void send(byte[] event) {
                var _ = response.write(Buffer.buffer(event));
            }

            @Override
            public boolean full() {
                return response.writeQueueFull();
            }

            @Override
            public void onDrain(Handler<Void> handler) {
                response.drainHandler(handler);
            }

            @Override
            public void onClose(Handler<Void> handler) {
                response.closeHandler(handler);
            }

            @Override
            public void end() {
                if (!response.ended() && !response.closed()) {
                    var _ = response.end();
                }
            }

            @Override
            public void cut() {
                response.reset();
            }
        };
    }

    static WatchSink of(ServerWebSocket socket) {
        return new WatchSink() {
            @Override
            public void send(byte[] event) {
                var _ = socket.writeTextMessage(Buffer.buffer(event).toString());
            }

            @Override
            public boolean full() {
                return socket.writeQueueFull();
            }

            @Override
            public void onDrain(Handler<Void> handler) {
                socket.drainHandler(handler);
            }

            @Override
            public void onClose(Handler<Void> handler) {
                socket.closeHandler(handler);
            }

            @Override
            public void end() {
                if (!socket.isClosed()) {
                    var _ = socket.close();
                }
            }

            @Override
            public void cut() {
                end();
            }
        };
    }
}
