package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that is measured: a store, an etcd, a part of the native stack. Ended when it is closed. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern RESIDENT = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB");
    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");
    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Process process;
    private final WatchedServer server;
    private final long begun = System.nanoTime();

    private ServerProcess(Process process, WatchedServer server) {
        this.process = process;
        this.server = server;
    }

    /** Its output is dropped unless the system property {@code bench.log} names a file. */
    static ServerProcess start(List<String> command, String endpoint, Optional<Credentials> client) throws IOException {
        String log = System.getProperty("bench.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        log == null
                                ? ProcessBuilder.Redirect.DISCARD
                                : ProcessBuilder.Redirect.appendTo(Path.of(log).toFile()))
                .start();
        return new ServerProcess(process, new WatchedServer(process.toHandle(), endpoint, "cilium/", client));
    }

    /** One that serves no etcd: neither {@link #server} nor {@link #awaitCount} is of use. */
    static ServerProcess start(List<String> command) throws IOException {
        return start(command, "no etcd", Optional.empty());
    }

    WatchedServer server() {
        return server;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Since its start. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    double secondsSinceStart() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Resident memory in MiB, without what it shares with others twice. */
    double residentMib() throws IOException {
        return residentMib(process.pid());
    }

    static double residentMib(long pid) throws IOException {
        String rollup = Files.readString(Path.of("/proc/" + pid + "/smaps_rollup"));
        return first(RESIDENT, rollup) / 1024.0;
    }

    /** The most that ever was resident, in MiB. */
    double peakMib() throws IOException {
        return first(PEAK, Files.readString(Path.of("/proc/" + process.pid() + "/status"))) / 1024.0;
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        var _ = process.onExit().join();
    }

    /** Of a JVM, what is live on its heap after a full collection, in MiB. */
    double liveHeapMib() throws IOException {
        var _ = jcmd("GC.run");
        return first(HEAP_USED, jcmd("GC.heap_info")) / 1024.0;
    }

    private String jcmd(String command) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    }

    /** The sum of a pattern's first groups: a heap has more than one space. */
    private static long first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        long sum = 0;
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    /** Returns when so many keys stand under {@code prefix}, or more. */
    void awaitCount(String prefix, long keys) throws IOException {
        ByteString from = ByteString.copyFrom(prefix, UTF_8);
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(from)
                .setRangeEnd(FanOut.endOf(from))
                .setCountOnly(true)
                .build();
        ManagedChannel channel = server.connect();
        try {
            long last = 0;
            for (long begin = System.nanoTime(); System.nanoTime() - begin < PATIENCE.toNanos(); ) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(server.endpoint() + " ended");
                }
                last = count(channel, request);
                if (last >= keys) {
                    return;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            throw new IllegalStateException(last + " keys under " + prefix + " after " + PATIENCE);
        } finally {
            channel.shutdownNow();
        }
    }

    private static long count(ManagedChannel channel, RangeRequest request) {
        try {
            return KVGrpc.newBlockingStub(channel)
                    .withWaitForReady()
                    .withDeadlineAfter(1, TimeUnit.SECONDS)
                    .range(request)
                    .getCount();
        } catch (StatusRuntimeException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        process.destroy();
        var _ = process.onExit().join();
    }
}
