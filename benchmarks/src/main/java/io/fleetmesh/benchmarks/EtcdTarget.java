package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The peer of the same run: a real etcd alone, put and watched by the same client. What no mesh on etcd can beat. */
final class EtcdTarget implements Target {
    private static final String PREFIX = "bench/";

    private final EtcdProcess etcd;
    private final Optional<Credentials> credentials;
    private final int valueBytes;
    private final Client client;
    private final EtcdWatch watch;

    private EtcdTarget(EtcdProcess etcd, Optional<Credentials> credentials, int valueBytes) throws IOException {
        this.etcd = etcd;
        this.credentials = credentials;
        this.valueBytes = valueBytes;
        this.client = client();
        this.watch = EtcdWatch.of(client(), PREFIX);
    }

    /** @param valueBytes how long its values are at least */
    static EtcdTarget plain(int valueBytes) throws IOException {
        return new EtcdTarget(EtcdProcess.plain(), Optional.empty(), valueBytes);
    }

    static EtcdTarget mutual(Credentials server, Credentials client, int valueBytes) throws IOException {
        return new EtcdTarget(EtcdProcess.mutual(server), Optional.of(client), valueBytes);
    }

    private Client client() throws IOException {
        ClientBuilder builder = Client.builder().endpoints(etcd.endpoint()).waitForReady(true);
        if (credentials.isPresent()) {
            builder.sslContext(credentials.get().client());
        }
        return builder.build();
    }

    @Override
    public String name() {
        return "etcd alone, put to watch" + (credentials.isPresent() ? ", mTLS" : "");
    }

    @Override
    public CompletableFuture<?> create(String name) {
        return change(name, 0);
    }

    @Override
    public CompletableFuture<?> change(String name, long number) {
        String value = Long.toString(number);
        return client.getKVClient()
                .put(
                        ByteSequence.from(PREFIX + name, UTF_8),
                        ByteSequence.from("0".repeat(Math.max(0, valueBytes - value.length())) + value, UTF_8));
    }

    @Override
    public void observe(Arrivals arrivals) {
        watch.observe(arrivals, Long::parseLong);
    }

    @Override
    public WatchedServer server() {
        return new WatchedServer(etcd.handle(), etcd.endpoint(), PREFIX, credentials);
    }

    @Override
    public void close() {
        watch.close();
        client.close();
        etcd.close();
    }
}
