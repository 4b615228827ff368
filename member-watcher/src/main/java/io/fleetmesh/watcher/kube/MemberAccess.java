package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The client of one member's API, as its kubeconfig wants it now. Certificates, keys and tokens are replaced before they end:
 * the files are looked at before each request, and when they have changed and can be used, requests from then on go by a new
 * client, with connections of its own. Until they can be used the last client stays. Thread-safe.
 */
final class MemberAccess implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MemberAccess.class);

    private final Vertx vertx;
    private final Way way;
    private final WatchTimings timings;
    private final ShownCertificate shown = new ShownCertificate();
    /** Guarded by this, as what follows. */
    private AccessFiles files;

    private SharedClient client;
    private String problem = "";
    private boolean closed;

    /** @throws IllegalArgumentException if the kubeconfig cannot be used; the message names the file and what was expected */
    MemberAccess(Vertx vertx, Way way, WatchTimings timings) {
        this.vertx = vertx;
        this.way = way;
        this.timings = timings;
        this.files = AccessFiles.read(way);
        this.client = client(files);
    }

    /** The client for one request; the caller releases it when the answer has ended. */
    synchronized SharedClient take() {
        if (!closed && files.changed()) {
            renew();
        }
        return client.take();
    }

    /** End of the certificate that the server, or a proxy that ends TLS before it, has shown last. */
    Optional<Instant> serverCertificateExpires() {
        return shown.expires();
    }

    /** End of the certificate that requests go by now, if the kubeconfig has one. */
    synchronized Optional<Instant> clientCertificateExpires() {
        return ClientCertificate.expires(files.config());
    }

    private void renew() {
        try {
            AccessFiles next = AccessFiles.read(way);
            SharedClient renewed = client(next);
            client.giveUp();
            client = renewed;
            files = next;
            problem = "";
            LOG.infov("Kubeconfig read again, new connections go by it file={0}", way.kubeconfig());
        } catch (IllegalArgumentException e) {
            if (!problem.equals(e.getMessage())) {
                problem = String.valueOf(e.getMessage());
                LOG.warnv(
                        "Kubeconfig has changed and cannot be used, the last one stays file={0} cause={1}",
                        way.kubeconfig(), problem);
            }
        }
    }

    private SharedClient client(AccessFiles from) {
        Config config = from.config();
        try {
            return new SharedClient(new KubernetesClientBuilder()
                    .withConfig(new ConfigBuilder(config)
                            .withClientKeyAlgo(ClientKey.algorithm(config))
                            .withOauthTokenProvider(
                                    TokenFile.of(from.kubeconfig(), from.user()).orElse(null))
                            // Repeating is done where the failure is known.
                            .withRequestRetryBackoffLimit(0)
                            .withConnectionTimeout((int) timings.request().toMillis())
                            .build())
                    .withHttpClientFactory(new WatchingClientFactory(vertx, shown))
                    .build());
        } catch (KubernetesClientException e) {
            throw new IllegalArgumentException(
                    "kubeconfig " + way.kubeconfig() + " cannot be used: " + AccessFiles.reason(e), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.close();
    }
}
