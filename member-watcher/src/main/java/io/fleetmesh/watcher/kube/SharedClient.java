package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.net.URI;

/** A client, closed when it has been given up and nobody uses it any more: a watch may go on with it for minutes. Thread-safe. */
final class SharedClient {
    private final KubernetesClient client;
    private final URI master;
    /** Guarded by this. */
    private int uses;
    /** Guarded by this. */
    private boolean givenUp;

    SharedClient(KubernetesClient client) {
        this.client = client;
        String url = client.getMasterUrl().toString();
        this.master = URI.create(url.endsWith("/") ? url : url + "/");
    }

    HttpClient http() {
        return client.getHttpClient();
    }

    HttpRequest.Builder request(String pathAndQuery) {
        return http().newHttpRequestBuilder()
                .uri(master.resolve(pathAndQuery))
                .setHeader("Accept", MemberConnection.JSON);
    }

    /** One use more. */
    synchronized SharedClient take() {
        uses++;
        return this;
    }

    /** A use has ended. */
    void release() {
        if (isOver(-1, false)) {
            client.close();
        }
    }

    /** Nobody takes it from now on. */
    void giveUp() {
        if (isOver(0, true)) {
            client.close();
        }
    }

    private synchronized boolean isOver(int change, boolean last) {
        uses += change;
        givenUp |= last;
        return givenUp && uses == 0;
    }

    /** Ends it at once, whoever uses it. */
    void close() {
        client.close();
    }
}
