package io.fleetmesh.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The API by TLS. It listens as soon as its certificate is there, and takes up what replaces the files: for new connections,
 * while those that there are stay. Thread-safe.
 */
public final class ApiListener implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ApiListener.class);
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");
    private static final long SECONDS_TO_CLOSE = 10;
    /** Whatever is watched is told of every 20 seconds. */
    private static final int SECONDS_IDLE = 120;
    /** Each has buffers, and a thread writes to them all. */
    private static final int MOST_CONNECTIONS = 1_000;

    /**
     * Where, and as whom.
     *
     * @param certificate PEM
     * @param key PKCS#8 in PEM
     * @param clientCa PEM, what clients' certificates are checked against; none are asked for if empty
     * @param required whether a connection without certificate is refused
     */
    public record Settings(
            String host, int port, Path certificate, Path key, Optional<Path> clientCa, boolean required) {}

    /** Where the paths led to, links followed, and what stood there. */
    private record Material(List<Path> files, List<Buffer> contents) {}

    private final Vertx vertx;
    private final Settings settings;
    private final Router router;
    private final long timer;
    private volatile Optional<Material> taken = Optional.empty();
    private boolean busy;
    private volatile HttpServer server;
    private volatile boolean listens;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String problem = "";

    /** @param everySeconds how often the files are looked at */
    public ApiListener(Vertx vertx, Settings settings, Router router, int everySeconds) {
        this.vertx = vertx;
        this.settings = settings;
        this.router = router;
        this.server = vertx.createHttpServer();
        var _ = look();
        this.timer = vertx.setPeriodic(TimeUnit.SECONDS.toMillis(everySeconds), _ -> {
            var _ = look();
        });
    }

    /** Takes the files up if they are others; completes when that is done, or is not to be. */
    Future<Void> look() {
        synchronized (this) {
            if (busy) {
                return Future.succeededFuture();
            }
            busy = true;
        }
        return vertx.executeBlocking(this::read, false)
                .compose(this::take)
                .onSuccess(_ -> problem = "")
                .onFailure(this::failed)
                .otherwiseEmpty()
                .onComplete(_ -> idle());
    }

    private synchronized void idle() {
        busy = false;
    }

    private Material read() throws IOException {
        List<Path> paths = new ArrayList<>(List.of(settings.certificate(), settings.key()));
        settings.clientCa().ifPresent(paths::add);
        List<Path> files = real(paths);
        List<Buffer> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(Buffer.buffer(Files.readAllBytes(file)));
        }
        if (!real(paths).equals(files)) {
            throw new IOException("they are being replaced");
        }
        return new Material(files, contents);
    }

    private static List<Path> real(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(path.toRealPath());
        }
        return files;
    }

    private Future<Void> take(Material found) {
        if (Optional.of(found).equals(taken)) {
            return Future.succeededFuture();
        }
        SSLOptions options = new SSLOptions()
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertValue(found.contents().get(0))
                        .setKeyValue(found.contents().get(1)));
        if (settings.clientCa().isPresent()) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertValue(found.contents().get(2)));
        }
        Future<?> done = listens ? server.updateSSLOptions(options, true) : listen(options);
        return done.onSuccess(_ -> {
                    taken = Optional.of(found);
                    LOG.infov(
                            "Certificate of the API taken up file={0}",
                            found.files().getFirst());
                })
                .mapEmpty();
    }

    private Future<?> listen(SSLOptions options) {
        HttpServerOptions all = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setKeyCertOptions(options.getKeyCertOptions())
                .setTrustOptions(options.getTrustOptions())
                .setClientAuth(clientAuth());
        HttpServer next = vertx.createHttpServer(all.setIdleTimeout(SECONDS_IDLE))
                .connectionHandler(this::admit)
                .requestHandler(router);
        server = next;
        return next.listen(settings.port(), settings.host()).onSuccess(_ -> listens = true);
    }

    private void admit(HttpConnection connection) {
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            var _ = connection.close();
        }
        connection.closeHandler(_ -> connections.decrementAndGet());
    }

    private ClientAuth clientAuth() {
        if (settings.clientCa().isEmpty()) {
            return ClientAuth.NONE;
        }
        return settings.required() ? ClientAuth.REQUIRED : ClientAuth.REQUEST;
    }

    private void failed(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (!text.equals(problem)) {
            problem = text;
            LOG.warnv("Certificate of the API not taken up file={0} cause={1}", settings.certificate(), cause);
        }
    }

    /** Whether callers are heard. */
    public boolean listens() {
        return listens;
    }

    /** For people. */
    public String text() {
        String where = (listens ? "https at " : "not yet at ") + settings.host() + ":" + settings.port();
        return problem.isEmpty() ? where : where + "; its certificate is not taken up: " + problem;
    }

    /** Where it listens, if that was left to the system. */
    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        try {
            server.close().toCompletionStage().toCompletableFuture().get(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnv("API not closed cause={0}", e);
        }
    }
}
