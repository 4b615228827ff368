package io.fleetmesh.meshstore.service;

import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.grpc.MeshStoreServer;
import io.fleetmesh.meshstore.grpc.StoreLimits;
import io.fleetmesh.meshstore.grpc.StoreSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The store's gRPC server, from the moment that its certificate is there. */
final class Endpoint implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Endpoint.class);

    private final StoreConfig config;
    private final ViewAccess views;
    private final BooleanSupplier welcoming;
    private final MeterRegistry registry;
    private volatile String waitingFor;
    private @Nullable Attempts attempts;
    /** Guarded by this. */
    private @Nullable MeshStoreServer server;
    /** Guarded by this. */
    private boolean closed;

    private Endpoint(StoreConfig config, ViewAccess views, BooleanSupplier welcoming, MeterRegistry registry) {
        this.welcoming = welcoming;
        this.config = config;
        this.views = views;
        this.registry = registry;
        this.waitingFor = "certificates in " + config.credentials();
    }

    /** Opens as soon as it can, and tries again if it cannot. */
    static Endpoint open(StoreConfig config, ViewAccess views, BooleanSupplier welcoming, MeterRegistry registry) {
        Endpoint endpoint = new Endpoint(config, views, welcoming, registry);
        endpoint.attempts = Attempts.of("open the store's endpoint", new BusMeters(registry), endpoint::tryToOpen);
        return endpoint;
    }

    private synchronized boolean tryToOpen() {
        if (closed) {
            return true;
        }
        try {
            Path credentials = config.credentials();
            if (!Files.isDirectory(credentials)) {
                return false;
            }
            server = MeshStoreServer.start(settings(credentials), views, registry, welcoming);
            return true;
        } catch (IOException e) {
            String cause = String.valueOf(e.getMessage());
            if (!cause.equals(waitingFor)) {
                waitingFor = cause;
                LOG.errorv(
                        e,
                        "Endpoint not opened, tried again host={0} port={1}",
                        config.host(),
                        Integer.toString(config.port()));
            }
            return false;
        }
    }

    private StoreSettings settings(Path credentials) {
        return new StoreSettings(
                config.host(),
                config.port(),
                credentials.resolve("tls.crt"),
                credentials.resolve("tls.key"),
                credentials.resolve("ca.crt"),
                new SecureRandom().nextLong(1, Long.MAX_VALUE),
                limits());
    }

    private StoreLimits limits() {
        StoreConfig.Connections connections = config.connections();
        StoreConfig.Calls calls = config.calls();
        StoreConfig.Pings pings = config.pings();
        StoreConfig.Ranges ranges = config.ranges();
        StoreConfig.Watches watches = config.watches();
        return new StoreLimits(
                new StoreLimits.OfConnections(
                        connections.open(),
                        connections.perAddress(),
                        connections.handshakesPerSecond(),
                        connections.handshake()),
                new StoreLimits.OfCalls(
                        calls.perConnection(), calls.requestBytes(), calls.resetsPerMinute(), calls.patience()),
                new StoreLimits.OfPings(pings.permitted(), pings.after(), pings.patience()),
                new StoreLimits.OfRanges(ranges.bytes(), ranges.perConnection(), ranges.waiting(), ranges.building()),
                new StoreLimits.OfWatches(
                        watches.open(),
                        watches.perConnection(),
                        watches.perStream(),
                        watches.bytes(),
                        watches.fragmentBytes(),
                        watches.progressInterval()));
    }

    synchronized boolean open() {
        return server != null;
    }

    /** How many connections of a cluster's agents are open. */
    synchronized int connections(String cluster) {
        return server == null ? 0 : server.connections(cluster);
    }

    /** Until when its certificates last; empty while it has none. */
    synchronized Optional<StoreStatus.Trust> trust() {
        return Optional.ofNullable(server).map(MeshStoreServer::trust);
    }

    synchronized String describe() {
        if (server != null) {
            return config.host() + ":" + server.port();
        }
        Optional<String> failure = attempts == null ? Optional.empty() : attempts.failure();
        return "waits: " + failure.orElse(waitingFor);
    }

    @Override
    public void close() {
        if (attempts != null) {
            attempts.close();
        }
        synchronized (this) {
            closed = true;
            if (server != null) {
                server.close();
            }
        }
    }
}
