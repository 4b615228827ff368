package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one member's API, by a kubeconfig. fabric8 reads the kubeconfig and does TLS and authentication; its typed
 * operations are not used, because what a failure was, and which resource version a list had, decides here. Thread-safe.
 */
public final class MemberConnection implements AutoCloseable {
    private static final int OK = 200;
    private static final int CREATED = 201;
    static final String JSON = "application/json";
    private static final String BEARER = "Bearer ";
    /** What says who the cluster is. */
    static final String IDENTITY = "api/v1/namespaces/kube-system";

    private final MemberAccess access;
    private final Duration timeout;

    private MemberConnection(MemberAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
    }

    /**
     * Opens nothing yet but reads the kubeconfig and the files that it names. They are looked at again before each request.
     *
     * @param vertx shared by all members, or each would have event loops of its own
     * @param kubeconfig a file or a link to one
     * @param context the kubeconfig's own current context if empty
     * @throws IllegalArgumentException if the kubeconfig cannot be used; the message names the file and what was expected
     */
    public static MemberConnection open(Vertx vertx, Path kubeconfig, Optional<String> context, WatchTimings timings) {
        return open(vertx, new Way(kubeconfig, context, Optional.empty()), timings);
    }

    /** The same, perhaps to another address than the kubeconfig has. */
    static MemberConnection open(Vertx vertx, Way way, WatchTimings timings) {
        return new MemberConnection(new MemberAccess(vertx, way, timings), timings.request());
    }

    /** The UID of {@code kube-system}: who this cluster is. */
    String clusterUid() throws ApiFailure, InterruptedException {
        String uid = get(IDENTITY).path("metadata").path("uid").asText();
        if (uid.isEmpty()) {
            throw ApiFailure.badAnswer("get " + IDENTITY, "metadata.uid is absent, expected the UID of kube-system");
        }
        return uid;
    }

    /** End of the certificate that the server, or a proxy that ends TLS before it, has shown last. */
    Optional<Instant> serverCertificateExpires() {
        return access.serverCertificateExpires();
    }

    /** End of the certificate that the kubeconfig has for its user. */
    Optional<Instant> clientCertificateExpires() {
        return access.clientCertificateExpires();
    }

    /** Reads one JSON document. */
    JsonNode get(String pathAndQuery) throws ApiFailure, InterruptedException {
        return get(pathAndQuery, JSON).body();
    }

    /** @param accept the one form of the document that is taken */
    Answer get(String pathAndQuery, String accept) throws ApiFailure, InterruptedException {
        return ask("get " + pathAndQuery, client -> client.request(pathAndQuery).setHeader("Accept", accept));
    }

    /** Asks something that takes a document to ask it. */
    JsonNode post(String path, JsonNode body) throws ApiFailure, InterruptedException {
        return ask(
                        "post " + path,
                        client ->
                                client.request(path).post(JSON, body.toString().getBytes(UTF_8)))
                .body();
    }

    private Answer ask(String what, Function<SharedClient, HttpRequest.Builder> asked)
            throws ApiFailure, InterruptedException {
        SharedClient client = access.take();
        try {
            return json(
                    what,
                    await(
                            what,
                            begin(
                                    what,
                                    () -> client.http()
                                            .sendAsync(
                                                    asked.apply(client)
                                                            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                                                            .build(),
                                                    byte[].class))));
        } finally {
            client.release();
        }
    }

    private static Answer json(String what, HttpResponse<byte[]> response) throws ApiFailure {
        byte[] body = response.body() == null ? new byte[0] : response.body();
        if (response.code() != OK && response.code() != CREATED) {
            throw ApiFailure.status(what, response.code(), message(body));
        }
        try {
            return new Answer(ObjectReader.tree(body), Optional.ofNullable(response.header("Date")));
        } catch (IOException e) {
            throw ApiFailure.badAnswer(what, "expected JSON: " + e.getMessage());
        }
    }

    /** Opens a watch; returns when the API server has accepted it. It goes on as it began, whatever the kubeconfig says later. */
    WatchStream watch(String pathAndQuery) throws ApiFailure, InterruptedException {
        String what = "watch " + pathAndQuery;
        SharedClient client = access.take();
        WatchStream stream = new WatchStream(client::release);
        HttpResponse<AsyncBody> response;
        try {
            response = await(
                    what,
                    begin(
                            what,
                            () -> client.http()
                                    .consumeBytes(
                                            client.request(pathAndQuery)
                                                    .forStreaming()
                                                    .build(),
                                            (buffers, _) -> stream.chunk(buffers))));
        } catch (ApiFailure | InterruptedException e) {
            client.release();
            throw e;
        }
        if (response.code() != OK) {
            stream.refused(response.body());
            throw ApiFailure.status(what, response.code(), "not accepted");
        }
        stream.opened(response.body());
        return stream;
    }

    /** What the client cannot make a request of it says at once, by all kinds of exceptions: of a header, of a path. */
    private static <T> T begin(String what, Supplier<T> request) throws ApiFailure {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw ApiFailure.notAsked(what, withoutToken(e));
        }
    }

    /** A client names a header that it cannot send with its value, and what is said here is a fact for others. */
    private static String withoutToken(@Nullable Throwable failure) {
        String said = String.valueOf(failure);
        int token = said.indexOf(BEARER);
        return token < 0 ? said : said.substring(0, token) + "a token";
    }

    private <T> T await(String what, CompletableFuture<T> answer) throws ApiFailure, InterruptedException {
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw ApiFailure.noAnswer(what, withoutToken(e.getCause()));
        } catch (TimeoutException e) {
            var _ = answer.cancel(true);
            throw ApiFailure.noAnswer(what, "none within " + timeout);
        } catch (InterruptedException e) {
            var _ = answer.cancel(true);
            throw e;
        }
    }

    /** The message of a Kubernetes Status, or the body as it is. */
    private static String message(byte[] body) {
        try {
            String message = ObjectReader.tree(body).path("message").asText();
            return message.isEmpty() ? "no message" : message;
        } catch (IOException e) {
            return new String(body, UTF_8);
        }
    }

    @Override
    public void close() {
        access.close();
    }
}
