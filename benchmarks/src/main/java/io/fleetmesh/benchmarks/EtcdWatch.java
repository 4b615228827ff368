package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;

/** One watch of everything under a prefix, open as long as this is. */
final class EtcdWatch implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Client client;
    private final CountDownLatch created = new CountDownLatch(1);
    private final AtomicReference<Observer> observer = new AtomicReference<>();

    private record Observer(ObjLongConsumer<String> arrivals, ToLongFunction<String> number) {}

    private EtcdWatch(Client client, String prefix) {
        this.client = client;
        var _ = client.getWatchClient()
                .watch(
                        ByteSequence.from(prefix, UTF_8),
                        WatchOption.builder()
                                .isPrefix(true)
                                .withCreateNotify(true)
                                .build(),
                        response -> {
                            if (response.isCreatedNotify()) {
                                created.countDown();
                            }
                            response.getEvents().forEach(event -> tell(event, prefix.length()));
                        });
        // What happens before the server has it would never be heard of.
        try {
            if (!created.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no watch of " + prefix + " within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static EtcdWatch mutual(String endpoint, Credentials credentials, String prefix) throws IOException {
        return new EtcdWatch(
                Client.builder()
                        .endpoints(endpoint)
                        .sslContext(credentials.client())
                        .build(),
                prefix);
    }

    /** Closes {@code client} at its end. */
    static EtcdWatch of(Client client, String prefix) {
        return new EtcdWatch(client, prefix);
    }

    /** @param number what a value's number is, −1 if it has none */
    void observe(Arrivals arrivals, ToLongFunction<String> number) {
        observe(arrivals::arrived, number);
    }

    /** @param arrived takes the key after the prefix, and the number */
    void observe(ObjLongConsumer<String> arrived, ToLongFunction<String> number) {
        observer.set(new Observer(arrived, number));
    }

    private void tell(WatchEvent event, int prefixLength) {
        Observer now = observer.get();
        if (now == null || event.getEventType() != WatchEvent.EventType.PUT) {
            return;
        }
        String name = event.getKeyValue().getKey().toString(UTF_8).substring(prefixLength);
        long number = now.number().applyAsLong(event.getKeyValue().getValue().toString(UTF_8));
        now.arrivals().accept(name, number);
    }

    @Override
    public void close() {
        client.close();
    }
}
