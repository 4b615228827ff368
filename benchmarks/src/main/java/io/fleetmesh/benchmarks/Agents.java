package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.fleetmesh.oracle.Pages;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server with as many agents as 200 nodes with 50 peers have: what they cost it, and how long it takes until all of them
 * have listed everything again after it was killed and started.
 */
public final class Agents {
    private static final int CONNECTIONS = 10_000;
    private static final int SERVICES = 500;
    private static final int DIALLING = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long RETRY_MILLIS = 500;
    private static final List<String> STORE_FLAGS = List.of("-Xmx512m", "-Xss512k");
    private static final List<String> FAMILIES = List.of(
            "cilium/cache/services/v1/",
            "cilium/cache/nodes/v1/",
            "cilium/cache/identities/v1/",
            "cilium/cache/ip/v1/",
            "cilium/cache/serviceexports/v1/");

    private final WatchedServer server;
    private final SslContext tls;
    private final EventLoopGroup transport = new NioEventLoopGroup(2);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Semaphore synced = new Semaphore(0);
    private final Semaphore dialling = new Semaphore(DIALLING);
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean closed;

    private Agents(WatchedServer server) throws IOException {
        this.server = server;
        this.tls = server.client().orElseThrow().client();
    }

    /**
     * Prints a row for the store and one for an etcd with the same TLS and data.
     *
     * @param args the project's root
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]);
        System.out.printf(
                "%-34s %10s %10s %12s %12s %10s%n",
                String.format(Locale.ROOT, "%,d agents, %,d watches", CONNECTIONS, CONNECTIONS * FAMILIES.size()),
                "MiB, none",
                "MiB, all",
                "KiB/agent",
                "relisted",
                "CPU s");
        try (StoreRig rig = new StoreRig(root)) {
            rig.fill(SERVICES);
            measure("Fleetmesh mesh store", () -> rig.start(STORE_FLAGS));
            try (EtcdProcess etcd = EtcdProcess.mutual(rig.server())) {
                etcd.fill(rig.agent(), SERVICES);
                measure("etcd", () -> etcd.restarted(rig.agent()));
            }
        }
    }

    private interface Start {
        ServerProcess start() throws IOException;
    }

    private static void measure(String name, Start start) throws IOException, InterruptedException {
        ServerProcess first = start.start();
        first.awaitCount(FAMILIES.getFirst(), SERVICES);
        double none = first.residentMib();
        Agents agents = new Agents(first.server());
        agents.connect();
        double all = first.residentMib();
        agents.bytes.set(0);
        first.kill();
        long begin = System.nanoTime();
        try (ServerProcess second = start.start()) {
            agents.await();
            double relisted = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "%-34s %10.0f %10.0f %12.1f %10.1f s %10.1f   (peak %.0f MiB, %d MiB of lists, %d calls failed)%n",
                    name,
                    none,
                    all,
                    (all - none) * 1024 / CONNECTIONS,
                    relisted,
                    second.cpu().toMillis() / 1e3,
                    second.peakMib(),
                    agents.bytes.get() >> 20,
                    agents.failures.get());
            agents.close();
        }
    }

    private void connect() throws InterruptedException {
        URI address = URI.create(server.endpoint());
        for (int i = 0; i < CONNECTIONS; i++) {
            dialling.acquire();
            ManagedChannel channel = NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
                    .sslContext(tls)
                    .eventLoopGroup(transport)
                    .channelType(NioSocketChannel.class)
                    .directExecutor()
                    .flowControlWindow(1 << 20)
                    .build();
            channels.add(channel);
            new Agent(channel).list();
        }
        await();
    }

    /** Until every agent has listed everything and watches it. */
    private void await() throws InterruptedException {
        if (!synced.tryAcquire(CONNECTIONS, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(
                    "only " + synced.availablePermits() + " of " + CONNECTIONS + " agents are there after " + PATIENCE);
        }
    }

    private void close() {
        closed = true;
        channels.forEach(ManagedChannel::shutdownNow);
        timer.shutdownNow();
        var _ = transport.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Lists each family in pages, then watches all on one stream; from the beginning again when anything fails. */
    private final class Agent {
        private final ManagedChannel channel;
        private boolean dials = true;

        Agent(ManagedChannel channel) {
            this.channel = channel;
        }

        void list() {
            list(0, new ArrayList<>());
        }

        private void list(int family, List<Long> revisions) {
            if (family == FAMILIES.size()) {
                watch(revisions);
                return;
            }
            ByteString prefix = ByteString.copyFrom(FAMILIES.get(family), UTF_8);
            ask(Pages.first(prefix, FanOut.endOf(prefix)), family, revisions);
        }

        private void ask(RangeRequest page, int family, List<Long> revisions) {
            KVGrpc.newStub(channel).withWaitForReady().range(page, new StreamObserver<>() {
                @Override
                public void onNext(RangeResponse answer) {
                    bytes.addAndGet(answer.getSerializedSize());
                    Pages.next(page, answer)
                            .ifPresentOrElse(
                                    next -> ask(next, family, revisions), () -> listed(Pages.revision(page, answer)));
                }

                private void listed(long revision) {
                    revisions.add(revision);
                    list(family + 1, revisions);
                }

                @Override
                public void onError(Throwable cause) {
                    again();
                }

                @Override
                public void onCompleted() {}
            });
        }

        private void watch(List<Long> revisions) {
            StreamObserver<WatchRequest> stream = WatchGrpc.newStub(channel).watch(new Watching());
            for (int i = 0; i < FAMILIES.size(); i++) {
                ByteString prefix = ByteString.copyFrom(FAMILIES.get(i), UTF_8);
                stream.onNext(WatchRequest.newBuilder()
                        .setCreateRequest(WatchCreateRequest.newBuilder()
                                .setKey(prefix)
                                .setRangeEnd(FanOut.endOf(prefix))
                                .setStartRevision(revisions.get(i) + 1))
                        .build());
            }
        }

        private void again() {
            if (!closed) {
                failures.incrementAndGet();
                var _ = timer.schedule(() -> list(), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private final class Watching implements StreamObserver<WatchResponse> {
            private int open;

            @Override
            public void onNext(WatchResponse response) {
                if (response.getCreated() && ++open == FAMILIES.size()) {
                    synced.release();
                    if (dials) {
                        dials = false;
                        dialling.release();
                    }
                }
            }

            @Override
            public void onError(Throwable cause) {
                again();
            }

            @Override
            public void onCompleted() {
                again();
            }
        }
    }
}
