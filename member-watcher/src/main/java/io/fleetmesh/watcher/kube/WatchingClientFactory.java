package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/** fabric8's HTTP clients on a shared Vert.x; which certificate the server shows is seen by the way. */
final class WatchingClientFactory extends VertxHttpClientFactory {
    private final Vertx vertx;
    private final ShownCertificate shown;

    WatchingClientFactory(Vertx vertx, ShownCertificate shown) {
        super(vertx);
        this.vertx = vertx;
        this.shown = shown;
    }

    @Override
    public VertxHttpClientBuilder<VertxHttpClientFactory> newBuilder() {
        return new VertxHttpClientBuilder<>(this, vertx) {
            @Override
            public VertxHttpClientBuilder<VertxHttpClientFactory> sslContext(KeyManager[] keys, TrustManager[] trust) {
                return super.sslContext(keys, shown.seenBy(trust));
            }
        };
    }
}
