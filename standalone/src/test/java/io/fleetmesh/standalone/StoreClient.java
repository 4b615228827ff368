package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One member's store, read by jetcd as etcd. */
final class StoreClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(3);

    private final Client client;
    private final List<Watch.Watcher> watches = new CopyOnWriteArrayList<>();

    StoreClient(Fleet fleet, RunFile.MemberEntry member, String endpoint) throws IOException {
        SslContext tls = GrpcSslContexts.forClient()
                .trustManager(fleet.file(member.certificateAuthority()).toFile())
                .keyManager(
                        fleet.file(member.clientCertificate()).toFile(),
                        fleet.file(member.clientKey()).toFile())
                .build();
        client = Client.builder().endpoints(endpoint).sslContext(tls).build();
    }

    /** Keys and values under {@code prefix}. */
    Map<String, String> get(String prefix) {
        Map<String, String> found = new TreeMap<>();
        for (KeyValue kv : range(prefix).getKvs()) {
            found.put(kv.getKey().toString(UTF_8), kv.getValue().toString(UTF_8));
        }
        return found;
    }

    GetResponse range(String prefix) {
        return range(prefix, PATIENCE);
    }

    /** Whether it gets no answer but a refusal, for some seconds. */
    boolean refuses(String prefix) {
        try {
            return range(prefix, REFUSED_WITHIN) == null;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private GetResponse range(String prefix, Duration patience) {
        try {
            return client.getKVClient()
                    .get(
                            ByteSequence.from(prefix, UTF_8),
                            GetOption.builder().isPrefix(true).build())
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("range of " + prefix + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Events under {@code prefix} as they come, as {@code PUT key} and {@code DELETE key}; the list is live. */
    List<String> watch(String prefix) {
        List<String> events = new CopyOnWriteArrayList<>();
        Watch.Watcher watcher = client.getWatchClient()
                .watch(
                        ByteSequence.from(prefix, UTF_8),
                        WatchOption.builder().isPrefix(true).build(),
                        response -> response.getEvents().forEach(event -> events.add(describe(event))));
        watches.add(watcher);
        return events;
    }

    private static String describe(WatchEvent event) {
        return event.getEventType() + " " + event.getKeyValue().getKey().toString(UTF_8);
    }

    @Override
    public void close() {
        watches.forEach(Watch.Watcher::close);
        client.close();
    }
}
