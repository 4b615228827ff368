package io.fleetmesh.watcher.realapi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetmesh.realkubernetes.RealKubernetes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A way to a real API server on which something happens once, before one request that is on its way arrives. Plain HTTP on
 * this side; who asks is told to the server as it is.
 */
final class InterposedApi implements AutoCloseable {
    private final HttpServer server;
    private final HttpClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final URI behind;
    private final Predicate<URI> when;
    private final Happening what;
    private final AtomicBoolean happened = new AtomicBoolean();

    /** What happens. */
    interface Happening {
        void happen() throws IOException;
    }

    private InterposedApi(HttpServer server, HttpClient client, URI behind, Predicate<URI> when, Happening what) {
        this.server = server;
        this.client = client;
        this.behind = behind;
        this.when = when;
        this.what = what;
    }

    /** Lets {@code what} happen before the first request that is {@code when}. */
    static InterposedApi start(RealKubernetes kubernetes, Predicate<URI> when, Happening what) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(kubernetes.authority()))
                .build();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        InterposedApi api = new InterposedApi(server, client, kubernetes.url(), when, what);
        server.createContext("/", api::pass);
        server.setExecutor(api.threads);
        server.start();
        return api;
    }

    private static SSLContext trusting(Path authority) throws IOException {
        try (InputStream certificate = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot trust " + authority, e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Whether it has happened. */
    boolean happened() {
        return happened.get();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI asked = exchange.getRequestURI();
            if (when.test(asked) && happened.compareAndSet(false, true)) {
                what.happen();
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(behind.resolve(asked));
            for (String name : new String[] {"Authorization", "Accept"}) {
                exchange.getRequestHeaders()
                        .getOrDefault(name, List.of())
                        .forEach(value -> request.header(name, value));
            }
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            exchange.sendResponseHeaders(answer.statusCode(), 0);
            try (InputStream from = answer.body()) {
                copy(from, exchange.getResponseBody());
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
    }

    /** Each part as soon as it is there: a watch has no end. */
    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] part = new byte[8_192];
        for (int read = from.read(part); read >= 0; read = from.read(part)) {
            to.write(part, 0, read);
            to.flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }
}
