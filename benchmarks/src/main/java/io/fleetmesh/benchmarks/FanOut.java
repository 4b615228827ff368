package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What it costs a server to tell many agents of a change: events delivered for each second of its process's CPU time, with
 * {@value #WATCHES} watches, each on a connection of its own, as agents have them.
 */
public final class FanOut {
    private static final int WATCHES = 200;
    private static final int SERVICES = 500;
    private static final int WARM_UP_ROUNDS = 4;
    private static final int ROUNDS = 6;
    private static final int IN_FLIGHT = 32;
    private static final int VALUE_BYTES = 300;
    private static final long PATIENCE_SECONDS = 300;

    private final Target target;
    private final Semaphore delivered = new Semaphore(0);
    private final AtomicLong bytes = new AtomicLong();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Semaphore created = new Semaphore(0);
    private long number;

    private FanOut(Target target) {
        this.target = target;
    }

    /**
     * Prints a row for the fleet's store and one for each peer.
     *
     * @param args the project's root, where a fleet runs, each service a process
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]);
        System.out.printf(
                "%-50s %10s %10s %12s %12s %10s%n",
                WATCHES + " watches", "events", "CPU s", "events/CPU s", "bytes/event", "wall s");
        try (FleetTarget fleet = new FleetTarget(root)) {
            new FanOut(fleet).measure();
        }
        Credentials store = Credentials.in(root.resolve(".fleetmesh/pki/store/current"));
        try (Target etcd = EtcdTarget.mutual(store, store, VALUE_BYTES)) {
            new FanOut(etcd).measure();
        }
        try (Target etcd = EtcdTarget.plain(VALUE_BYTES)) {
            new FanOut(etcd).measure();
        }
    }

    private void measure() throws IOException, InterruptedException {
        change(SERVICES, true);
        WatchedServer server = target.server();
        for (int i = 0; i < WATCHES; i++) {
            watch(server);
        }
        created.acquire(WATCHES);
        round(WARM_UP_ROUNDS);
        bytes.set(0);
        Duration cpu = cpu(server);
        long begin = System.nanoTime();
        round(ROUNDS);
        double wall = (System.nanoTime() - begin) / 1e9;
        double used = cpu(server).minus(cpu).toMillis() / 1e3;
        long events = (long) ROUNDS * SERVICES * WATCHES;
        System.out.printf(
                "%-50s %10d %10.2f %12.0f %12d %10.2f%n",
                target.name(), events, used, events / used, bytes.get() / events, wall);
        channels.forEach(ManagedChannel::shutdownNow);
    }

    /** Changes every service {@code times} times; returns when every watch has been told of all. */
    private void round(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            change(SERVICES, false);
            if (!delivered.tryAcquire(SERVICES * WATCHES, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(target.name() + ": only " + delivered.availablePermits() + " of "
                        + SERVICES * WATCHES + " events came within " + PATIENCE_SECONDS + " s");
            }
        }
    }

    private void change(int services, boolean create) throws InterruptedException {
        Semaphore free = new Semaphore(IN_FLIGHT);
        for (int i = 0; i < services; i++) {
            free.acquire();
            String name = "bench-" + i;
            var _ = (create ? target.create(name) : target.change(name, ++number)).whenComplete((_, failure) -> {
                if (failure != null) {
                    System.err.println(target.name() + ": " + failure);
                }
                free.release();
            });
        }
        free.acquire(IN_FLIGHT);
    }

    private static Duration cpu(WatchedServer server) {
        return server.process().info().totalCpuDuration().orElseThrow();
    }

    private void watch(WatchedServer server) throws IOException {
        ManagedChannel channel = server.connect();
        channels.add(channel);
        ByteString prefix = ByteString.copyFrom(server.prefix(), UTF_8);
        StreamObserver<WatchRequest> stream = WatchGrpc.newStub(channel).watch(new Counter());
        stream.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(prefix).setRangeEnd(endOf(prefix)))
                .build());
    }

    /** The first key after all that begin with {@code prefix}, whose last byte is below 255. */
    static ByteString endOf(ByteString prefix) {
        int last = prefix.size() - 1;
        return prefix.substring(0, last).concat(ByteString.copyFrom(new byte[] {(byte) (prefix.byteAt(last) + 1)}));
    }

    private final class Counter implements StreamObserver<WatchResponse> {
        @Override
        public void onNext(WatchResponse response) {
            if (response.getCreated()) {
                created.release();
            }
            int events = response.getEventsCount();
            if (events > 0) {
                bytes.addAndGet(response.getSerializedSize());
                delivered.release(events);
            }
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
