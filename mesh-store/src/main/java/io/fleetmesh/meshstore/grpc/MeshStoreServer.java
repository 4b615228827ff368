package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.WatchGrpc;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A read-only etcd v3 server of the views that {@link ViewAccess} gives out: {@code KV.Range}, {@code Watch.Watch},
 * {@code Maintenance.Status} and the list of alarms (there are none). All else of etcd is refused with
 * {@code PERMISSION_DENIED}. A client needs a certificate of the trusted CA; its common name chooses the view.
 *
 * <p>Which caller gets what: no or a foreign certificate fails the handshake; a name that is not
 * {@code local-<cluster name>} of a view, {@code PERMISSION_DENIED}; a view that is not loaded, {@code UNAVAILABLE}. Never
 * an empty success.
 */
public final class MeshStoreServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MeshStoreServer.class);
    private static final long RELIEVE_MILLIS = 1_000;
    private static final int MINUTE = 60;
    private static final long STOP_SECONDS = 5;
    private static final long REFRESH_SECONDS = 60;

    private final StoreLimits limits;
    private final StoreMeters meters;
    private final Certificates certificates;
    private final SslContext tls;
    private final Executor executor =
            task -> Thread.ofVirtual().name("mesh-store").start(task);
    /** A view may still change after the server has stopped: what it then wants told is dropped. */
    private final ScheduledExecutorService dispatcher = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().name("mesh-store-dispatch").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private final EventLoopGroup transport = new NioEventLoopGroup(
            0, Thread.ofPlatform().name("mesh-store-io-", 0).daemon().factory());
    private final Connections connections;
    private final ByteBudget frames;
    private final ByteBudget responses;
    private final WatchHandler watches;
    private final Server server;
    private final AtomicBoolean released = new AtomicBoolean();

    private MeshStoreServer(
            StoreSettings settings,
            Certificates certificates,
            SslContext tls,
            ViewAccess views,
            StoreMeters meters,
            BooleanSupplier welcoming) {
        this.limits = settings.limits();
        this.meters = meters;
        this.certificates = certificates;
        this.tls = tls;
        this.connections = new Connections(meters, limits);
        Duration patience = limits.calls().patience();
        this.frames = new ByteBudget(limits.watches().bytes(), patience, System::nanoTime);
        meters.frames(frames);
        this.responses = new ByteBudget(limits.ranges().bytes(), patience, System::nanoTime);
        RangeSlots slots = new RangeSlots(limits.ranges(), responses);
        meters.ranges(slots);
        HeaderFactory headers = new HeaderFactory(settings.clusterId());
        ViewGate gate = new ViewGate(views, meters);
        Quota watchesOpen = new Quota(limits.watches().open());
        this.watches = new WatchHandler(
                new WatchShared(gate, headers, meters, limits.watches(), watchesOpen, frames, executor), dispatcher);
        this.server = listener(settings, () -> new ConnectionGate(limits.connections(), meters, welcoming, connections))
                .executor(executor)
                .intercept(new Caller(meters))
                .addService(kv(new RangeHandler(new RangeAnswers(gate, headers), meters, slots)))
                .addService(watch(watches))
                .addService(maintenance(new MaintenanceHandlers(gate, headers, meters)))
                .fallbackHandlerRegistry(new RefusedMethods(meters))
                .build();
    }

    /** Starts serving, whoever comes. */
    public static MeshStoreServer start(StoreSettings settings, ViewAccess views, MeterRegistry registry)
            throws IOException {
        return start(settings, views, registry, () -> true);
    }

    /**
     * Starts serving.
     *
     * @param welcoming while it says no, new connections are closed at once, so that their clients go to another replica;
     *     those that are there stay
     * @throws IOException if the port is taken, or a certificate or key cannot be read; nothing is left of it then
     */
    public static MeshStoreServer start(
            StoreSettings settings, ViewAccess views, MeterRegistry registry, BooleanSupplier welcoming)
            throws IOException {
        Certificates certificates =
                Certificates.read(settings.certificateChain(), settings.privateKey(), settings.trustedCa());
        SslContext tls = certificates.context();
        MeshStoreServer store =
                new MeshStoreServer(settings, certificates, tls, views, new StoreMeters(registry), welcoming);
        boolean listens = false;
        try {
            store.server.start();
            listens = true;
        } finally {
            if (!listens) {
                store.release();
            }
        }
        store.lookAfterItself();
        LOG.infov("Mesh store serves host={0} port={1}", settings.host(), Integer.toString(store.port()));
        return store;
    }

    private void lookAfterItself() {
        long interval = limits.watches().progressInterval().toMillis();
        var _ = dispatcher.scheduleAtFixedRate(watches::progress, interval, interval, TimeUnit.MILLISECONDS);
        long look = Math.min(limits.calls().patience().toMillis(), RELIEVE_MILLIS);
        var _ = dispatcher.scheduleAtFixedRate(
                () -> {
                    responses.relieve();
                    frames.relieve();
                },
                look,
                look,
                TimeUnit.MILLISECONDS);
        var _ = dispatcher.scheduleAtFixedRate(
                () -> executor.execute(this::refreshCertificates), REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    /** All that concerns connections. */
    private NettyServerBuilder listener(StoreSettings settings, Supplier<ConnectionGate> gate) {
        StoreLimits.OfCalls calls = limits.calls();
        StoreLimits.OfPings pings = limits.pings();
        Duration handshake = limits.connections().handshake();
        return NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
                .channelFactory(() -> listening(gate.get()))
                .bossEventLoopGroup(transport)
                .workerEventLoopGroup(transport)
                .sslContext(tls)
                .addTransportFilter(connections)
                .permitKeepAliveTime(pings.permitted().toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(pings.after().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(pings.patience().toNanos(), TimeUnit.NANOSECONDS)
                .handshakeTimeout(handshake.toNanos(), TimeUnit.NANOSECONDS)
                .maxInboundMessageSize(calls.requestBytes())
                .maxRstFramesPerWindow(calls.resetsPerMinute(), MINUTE)
                .maxConcurrentCallsPerConnection(calls.perConnection());
    }

    private static ServerChannel listening(ConnectionGate gate) {
        ServerChannel channel = new NioServerSocketChannel();
        var _ = channel.pipeline().addLast(gate);
        return channel;
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    /** How many connections are open with a certificate of the agents of {@code cluster}. */
    public int connections(String cluster) {
        return connections.of(cluster);
    }

    /** Until when the certificates last that new connections go by. */
    public StoreStatus.Trust trust() {
        return certificates.trust();
    }

    /** Takes up certificates that have been replaced, for new connections; it does so by itself once a minute. */
    public void refreshCertificates() {
        try {
            if (certificates.refresh()) {
                LOG.infov("Certificates taken up port={0}", Integer.toString(port()));
            }
        } catch (IOException e) {
            LOG.errorv(e, "Certificates not taken up, the old ones hold port={0}", Integer.toString(port()));
        }
    }

    /** Takes no new calls, ends watches so that their clients go elsewhere, lets other calls finish for a while; once. */
    @Override
    public void close() {
        server.shutdown();
        watches.end(EtcdErrors.STOPPING);
        try {
            if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warnv("Calls cut off at stop after={0} s", Long.toString(STOP_SECONDS));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        release();
    }

    /** Gives back all that it has, whether or not it has ever listened. */
    private void release() {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        server.shutdownNow();
        var _ = transport.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
        dispatcher.shutdownNow();
        meters.close();
        ReferenceCountUtil.release(tls);
    }

    private static ServerServiceDefinition kv(RangeHandler ranges) {
        return ServerServiceDefinition.builder(KVGrpc.SERVICE_NAME)
                .addMethod(KVGrpc.getRangeMethod(), ServerCalls.asyncUnaryCall(ranges))
                .build();
    }

    private static ServerServiceDefinition watch(WatchHandler watches) {
        return ServerServiceDefinition.builder(WatchGrpc.SERVICE_NAME)
                .addMethod(
                        WatchGrpc.getWatchMethod().toBuilder(
                                        WatchGrpc.getWatchMethod().getRequestMarshaller(), new WatchFrameMarshaller())
                                .build(),
                        ServerCalls.asyncBidiStreamingCall(watches))
                .build();
    }

    private static ServerServiceDefinition maintenance(MaintenanceHandlers maintenance) {
        return ServerServiceDefinition.builder(MaintenanceGrpc.SERVICE_NAME)
                .addMethod(MaintenanceGrpc.getStatusMethod(), ServerCalls.asyncUnaryCall(maintenance::status))
                .addMethod(MaintenanceGrpc.getAlarmMethod(), ServerCalls.asyncUnaryCall(maintenance::alarm))
                .build();
    }
}
