package io.fleetmesh.benchmarks;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * The APIs of all members of a large fleet, a process of its own: each with HTTPS at a port of its own, with its kubeconfig in
 * a directory. At one port more, without TLS, it is told to make changes.
 */
public final class ScaleApis {
    private static final String HOST = "127.0.0.1";
    private static final long NANOS = 1_000_000_000L;

    private final Vertx vertx = Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
    private final ScaleChanges changes;
    private final Credentials server;
    private final Path kubeconfigs;
    private final List<Member> members = new ArrayList<>();

    private record Member(ScaleApi api, Context context) {}

    private ScaleApis(ScaleChanges changes, Credentials server, Path kubeconfigs) {
        this.changes = changes;
        this.server = server;
        this.kubeconfigs = kubeconfigs;
    }

    /**
     * Serves until it is ended.
     *
     * @param args members, pods of each, directory of the server's certificate, directory for kubeconfigs, port of control
     */
    public static void main(String[] args) throws IOException {
        ScaleChanges changes = new ScaleChanges(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        ScaleApis apis = new ScaleApis(changes, Credentials.in(Path.of(args[2])), Path.of(args[3]));
        for (int number = 1; number <= changes.members(); number++) {
            apis.serve(new ScaleMember(number, changes.pods()));
        }
        // Last: who finds it open finds all kubeconfigs.
        await(apis.vertx
                .createHttpServer()
                .requestHandler(apis::control)
                .listen(Integer.parseInt(args[4]), HOST)
                .map(HttpServer::actualPort));
    }

    private static int await(Future<Integer> port) {
        return port.toCompletionStage().toCompletableFuture().join();
    }

    private void serve(ScaleMember member) throws IOException {
        String token = UUID.randomUUID().toString();
        ScaleApi api = new ScaleApi(vertx, member, changes.pods(), token);
        Context context = vertx.getOrCreateContext();
        Promise<Integer> port = Promise.promise();
        context.runOnContext(_ -> vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setTcpNoDelay(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(server.certificate().toString())
                                .setKeyPath(server.key().toString())))
                .requestHandler(api::handle)
                .listen(0, HOST)
                .map(HttpServer::actualPort)
                .onComplete(port));
        members.add(new Member(api, context));
        Files.writeString(
                kubeconfigs.resolve(member.id() + ".kubeconfig"), kubeconfig(member.id(), await(port.future()), token));
    }

    private String kubeconfig(String name, int port, String token) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: %1$s
                  cluster:
                    server: https://127.0.0.1:%2$d
                    certificate-authority: %3$s
                users:
                - name: %1$s
                  user:
                    token: %4$s
                contexts:
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: %1$s
                current-context: %1$s
                """.formatted(name, port, server.authority(), token);
    }

    /** Makes {@code count} changes from the number {@code from} on, at {@code rate} a second; answers when each was made. */
    private void control(HttpServerRequest request) {
        long from = Long.parseLong(request.getParam("from", "1"));
        int count = Integer.parseInt(request.getParam("count", "0"));
        int rate = Integer.parseInt(request.getParam("rate", "1"));
        var _ = vertx.executeBlocking(() -> times(from, count, rate), false)
                .onSuccess(times -> answer(request, 200, times))
                .onFailure(failure -> answer(request, 500, Buffer.buffer(failure.toString())));
    }

    private static void answer(HttpServerRequest request, int status, Buffer body) {
        var _ = request.response().setStatusCode(status).end(body);
    }

    /** By {@link System#nanoTime}, which counts alike in every process of a Linux machine. */
    private Buffer times(long from, int count, int rate) throws InterruptedException {
        long[] made = new long[count];
        CountDownLatch open = new CountDownLatch(count);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long early = begin + i * NANOS / rate - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
            make(from, i, made, open);
        }
        open.await();
        Buffer times = Buffer.buffer(count * Long.BYTES);
        for (long time : made) {
            times.appendLong(time);
        }
        return times;
    }

    private void make(long from, int index, long[] made, CountDownLatch open) {
        long number = from + index;
        Member member = members.get(changes.member(number));
        member.context().runOnContext(_ -> {
            made[index] = System.nanoTime();
            member.api().change(changes.pod(number), number, ScaleChanges.replaces(number));
            open.countDown();
        });
    }
}
