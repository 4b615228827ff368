package io.fleetmesh.meshstore.differential;

import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.fleetmesh.meshstore.grpc.Limits;
import io.fleetmesh.meshstore.grpc.MeshStoreServer;
import io.fleetmesh.meshstore.grpc.Pki;
import io.fleetmesh.meshstore.grpc.StoreLimits;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** For each test a store and an etcd that have only its history. */
@ExtendWith(SeedInFailures.class)
abstract class SideBySide {
    private static final int KEPT_EVENTS = 300;
    /** Small, so that responses are cut. */
    private static final int FRAGMENT_BYTES = 1_000;

    private static final Duration PROGRESS = Duration.ofMillis(100);

    @TempDir
    Path directory;

    final Random random = new Random(SeedInFailures.SEED);
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private ManagedChannel store;
    private RealEtcd etcd;
    private History history;

    @BeforeEach
    void start() throws IOException {
        etcd = RealEtcd.start(directory, "--experimental-watch-progress-notify-interval=" + PROGRESS.toMillis() + "ms");
        closing.push(etcd::close);
        Revisions revisions = new Revisions();
        HistoryLimits limits = new HistoryLimits(KEPT_EVENTS, 1 << 30, Duration.ofDays(1));
        ViewIndex west = new ViewIndex(revisions, limits);
        history = new History(random, west, new ViewIndex(revisions, limits), etcd.as("root"));
        startStore(west);
    }

    private void startStore(ViewIndex view) throws IOException {
        StoreLimits.OfWatches defaults = StoreLimits.defaults().watches();
        StoreLimits.OfWatches watches = new StoreLimits.OfWatches(
                defaults.open(),
                defaults.perConnection(),
                defaults.perStream(),
                defaults.bytes(),
                FRAGMENT_BYTES,
                PROGRESS);
        Pki pki = new Pki(directory);
        MeshStoreServer server = MeshStoreServer.start(
                pki.store(7, Limits.of(watches)), _ -> new ViewAccess.Access.Ready(view), new SimpleMeterRegistry());
        closing.push(server::close);
        store = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(pki.client("west"))
                .build();
        closing.push(store::shutdownNow);
    }

    @AfterEach
    void stop() {
        closing.forEach(Runnable::run);
    }

    History history() {
        return history;
    }

    /** The store, to an agent of the cluster whose view the history is. */
    Channel store() {
        return store;
    }

    /** etcd, to this user. */
    Channel etcd(String user) {
        return etcd.as(user);
    }
}
