package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.fault.FaultSettings;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Refusal;
import io.fleetmesh.simulator.store.Writes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;

/** The HTTP server of one member, on 127.0.0.1. All methods are for the member's event loop. */
public final class MemberServer {
    private static final Logger LOG = Logger.getLogger(MemberServer.class);
    private static final String FAULTS = "/simulator/faults";
    private static final int LARGEST_HEADER = 64 * 1024;

    /** As HTTP writes it, in GMT. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Vertx vertx;
    private final String member;
    private final HttpServer server;
    private final Watches watches;
    private final FaultSwitch faults;
    private final Requests requests;
    private final Clock clock;
    private final Set<HttpConnection> connections = new LinkedHashSet<>();

    public MemberServer(Vertx vertx, String member, ObjectStore store, Writes writes, Clock clock) {
        this.clock = clock;
        this.vertx = vertx;
        this.member = member;
        watches = new Watches(vertx, store);
        faults = new FaultSwitch(store, writes, watches);
        requests = new Requests(store, writes, watches, faults);
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setTcpNoDelay(true)
                .setMaxHeaderSize(LARGEST_HEADER)
                .setMaxInitialLineLength(LARGEST_HEADER));
    }

    /** The answer is the port. */
    public Future<Integer> listen(int port) {
        server.connectionHandler(connection -> {
            connections.add(connection);
            connection.closeHandler(_ -> connections.remove(connection));
        });
        return server.requestHandler(this::receive).listen(port).map(HttpServer::actualPort);
    }

    public Future<Void> close() {
        watches.close();
        return server.close();
    }

    public FaultSettings faults() {
        return faults.settings();
    }

    public void setFaults(FaultSettings settings) {
        faults.set(settings);
        if (settings.apiAway()) {
            List.copyOf(connections).forEach(HttpConnection::close);
        }
        LOG.infov("Faults set member={0} faults={1}", member, settings.json());
    }

    private void receive(HttpServerRequest request) {
        if (request.path().startsWith(FAULTS)) {
            request.body().onSuccess(body -> guarded(request, () -> control(request, body)));
            return;
        }
        if (faults.settings().apiAway()) {
            var _ = request.connection().close();
            return;
        }
        long delay = faults.settings().slowMillis();
        if (delay == 0) {
            accept(request);
            return;
        }
        request.pause();
        vertx.setTimer(delay, _ -> {
            request.resume();
            accept(request);
        });
    }

    private void accept(HttpServerRequest request) {
        long skew = faults.settings().pretence().clockSkewSeconds();
        request.response().putHeader("Date", DATE.format(clock.instant().plusSeconds(skew)));
        if (request.method().equals(HttpMethod.GET)) {
            guarded(request, () -> requests.get(request));
        } else {
            request.body().onSuccess(body -> guarded(request, () -> requests.write(request, body.getBytes())));
        }
    }

    private void guarded(HttpServerRequest request, Runnable handling) {
        try {
            handling.run();
        } catch (Refusal e) {
            Answers.json(request.response(), e.reason().code(), Statuses.of(e));
        } catch (IllegalStateException | IllegalArgumentException | NullPointerException | ClassCastException e) {
            LOG.errorv(e, "Request failed member={0} path={1}", member, request.path());
            ObjectNode status = Statuses.failure(500, "InternalError", "the simulator failed: " + e);
            Answers.json(request.response(), 500, status);
        }
    }

    private void control(HttpServerRequest request, Buffer body) {
        switch (request.method().name()) {
            case "GET" -> {}
            case "PUT" -> change(request, FaultSettings.parse(Json.parseObject(body.getBytes())));
            case "DELETE" -> setFaults(FaultSettings.NONE);
            default -> throw Refusal.of(Refusal.Reason.METHOD_NOT_ALLOWED, FAULTS + " takes GET, PUT and DELETE only");
        }
        JsonNode now = faults.settings().json();
        Answers.json(request.response(), 200, now);
    }

    /** Closes no connection before the one that carries this request has its answer. */
    private void change(HttpServerRequest request, FaultSettings settings) {
        connections.remove(request.connection());
        setFaults(settings);
        connections.add(request.connection());
    }
}
