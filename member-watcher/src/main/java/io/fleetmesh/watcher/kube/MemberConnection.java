package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The way to one member's API, by a kubeconfig. fabric8 reads the kubeconfig and does TLS and authentication; its typed
 * operations are not used, because what a failure was, and which resource version a list had, decides here. Thread-safe.
 */
public final class MemberConnection implements AutoCloseable {
    private static final int OK = 200;
    private static final int CREATED = 201;
    static final String JSON = "application/json";
    /** What says who the cluster is. */
    static final String IDENTITY = "api/v1/namespaces/kube-system";

    private final KubernetesClient client;
    private final ShownCertificate shown;
    private final URI master;
    private final Duration timeout;

    private MemberConnection(KubernetesClient client, ShownCertificate shown, Duration timeout) {
        this.client = client;
        this.shown = shown;
        String url = client.getMasterUrl().toString();
        this.master = URI.create(url.endsWith("/") ? url : url + "/");
        this.timeout = timeout;
    }

    /**
     * Opens nothing yet but reads the file.
     *
     * @param vertx shared by all members, or each would have event loops of its own
     * @param context the kubeconfig's own current context if empty
     * @throws IllegalArgumentException if the kubeconfig cannot be used; the message names the file and what was expected
     */
    public static MemberConnection open(Vertx vertx, Path kubeconfig, Optional<String> context, WatchTimings timings) {
        try {
            Config config = context.map(name -> Config.fromKubeconfig(name, kubeconfig.toFile()))
                    .orElseGet(() -> Config.fromKubeconfig(kubeconfig.toFile()));
            if (config.getCurrentContext() == null) {
                throw new IllegalArgumentException("kubeconfig " + kubeconfig + ": expected a context named "
                        + context.orElse("by current-context") + ", found none");
            }
            Config patient = new ConfigBuilder(config)
                    .withClientKeyAlgo(ClientKey.algorithm(config))
                    .withOauthTokenProvider(TokenFile.of(kubeconfig, config).orElse(null))
                    // Repeating is done here, where the failure is known.
                    .withRequestRetryBackoffLimit(0)
                    .withConnectionTimeout((int) timings.request().toMillis())
                    .build();
            ShownCertificate shown = new ShownCertificate();
            return new MemberConnection(
                    new KubernetesClientBuilder()
                            .withConfig(patient)
                            .withHttpClientFactory(new WatchingClientFactory(vertx, shown))
                            .build(),
                    shown,
                    timings.request());
        } catch (KubernetesClientException e) {
            throw new IllegalArgumentException("kubeconfig " + kubeconfig + " cannot be used: " + reason(e), e);
        }
    }

    /** fabric8's own message says only that an error has occurred. */
    private static String reason(KubernetesClientException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
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
        return shown.expires();
    }

    /** End of the certificate that the kubeconfig has for its user. */
    Optional<Instant> clientCertificateExpires() {
        return ClientCertificate.expires(client.getConfiguration());
    }

    /** Reads one JSON document. */
    JsonNode get(String pathAndQuery) throws ApiFailure, InterruptedException {
        return get(pathAndQuery, JSON).body();
    }

    /** @param accept the one form of the document that is taken */
    Answer get(String pathAndQuery, String accept) throws ApiFailure, InterruptedException {
        return ask("get " + pathAndQuery, request(pathAndQuery).setHeader("Accept", accept));
    }

    /** Asks something that takes a document to ask it. */
    JsonNode post(String path, JsonNode body) throws ApiFailure, InterruptedException {
        return ask("post " + path, request(path).post(JSON, body.toString().getBytes(UTF_8)))
                .body();
    }

    private Answer ask(String what, HttpRequest.Builder asked) throws ApiFailure, InterruptedException {
        HttpRequest request =
                asked.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).build();
        HttpResponse<byte[]> response = await(what, client.getHttpClient().sendAsync(request, byte[].class));
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

    /** Opens a watch; returns when the API server has accepted it. */
    WatchStream watch(String pathAndQuery) throws ApiFailure, InterruptedException {
        String what = "watch " + pathAndQuery;
        WatchStream stream = new WatchStream();
        HttpRequest request = request(pathAndQuery).forStreaming().build();
        HttpResponse<AsyncBody> response =
                await(what, client.getHttpClient().consumeBytes(request, (buffers, _) -> stream.chunk(buffers)));
        if (response.code() != OK) {
            stream.refused(response.body());
            throw ApiFailure.status(what, response.code(), "not accepted");
        }
        stream.opened(response.body());
        return stream;
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(master.resolve(pathAndQuery))
                .setHeader("Accept", JSON);
    }

    private <T> T await(String what, CompletableFuture<T> answer) throws ApiFailure, InterruptedException {
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw ApiFailure.noAnswer(what, String.valueOf(e.getCause()));
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
        client.close();
    }
}
