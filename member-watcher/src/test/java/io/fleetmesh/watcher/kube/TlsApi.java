package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** An API server that knows one object, and lets nobody in who does not have the key of one of some certificates. */
final class TlsApi implements AutoCloseable {
    static final String UID = "6a1f0c1e-0000-4000-8000-000000000001";
    private static final byte[] CLUSTER =
            "{\"metadata\": {\"uid\": \"%s\"}}".formatted(UID).getBytes(UTF_8);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final HttpsServer server;

    private TlsApi(HttpsServer server) {
        this.server = server;
    }

    /** Starts one that presents the first and takes all of them. */
    static TlsApi start(Credential own, Credential... clients) throws GeneralSecurityException, IOException {
        TlsApi api = new TlsApi(HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        List<Credential> all = new ArrayList<>(List.of(clients));
        all.add(own);
        SSLContext context = context(own, all);
        api.server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        api.server.createContext("/api/v1/namespaces/kube-system", api::cluster);
        api.server.createContext("/watch", api::watch);
        // A watch keeps its thread.
        api.server.setExecutor(api.threads);
        api.server.start();
        return api;
    }

    private static SSLContext context(Credential own, List<Credential> trusted)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        own.putInto(store);
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("client-" + i, trusted.get(i).certificate());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Says whose certificate was presented. */
    private void cluster(HttpExchange exchange) throws IOException {
        byte[] answer = exchange.getRequestURI().getQuery() == null
                ? CLUSTER
                : "{\"by\": \"%s\"}"
                        .formatted(((HttpsExchange) exchange).getSSLSession().getPeerPrincipal())
                        .getBytes(UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private void watch(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            while (true) {
                exchange.getResponseBody().write((lines.take() + "\n").getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
    }

    /** Tells it to the watch that is open. */
    void tell(String line) {
        lines.add(line);
    }

    /** As {@code <subject>}, who asks by this connection. */
    static String askedBy(MemberConnection member) throws ApiFailure, InterruptedException {
        return member.get("api/v1/namespaces/kube-system?who").path("by").asText();
    }

    /**
     * The text of a kubeconfig.
     *
     * @param user credentials in YAML
     */
    String kubeconfig(Credential own, String user) throws IOException {
        return """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts: [{name: here, context: {cluster: here, user: here}}]
                clusters: [{name: here, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                users: [{name: here, user: %s}]
                """.formatted(server.getAddress().getPort(), Credential.base64(own.certificatePem()), user);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
