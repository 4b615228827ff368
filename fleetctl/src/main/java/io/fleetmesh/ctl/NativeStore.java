package io.fleetmesh.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.fleetmesh.ctl.compare.Entry;
import java.io.File;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The etcd of a native mesh, read page by page at one revision. What it does not answer is a {@link Failure}: a client without
 * the right certificate would otherwise wait for ever.
 */
final class NativeStore implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final int MOST_BYTES = 64 << 20;

    private final String endpoint;
    private final Client client;
    private long revision;

    private NativeStore(String endpoint, Client client) {
        this.endpoint = endpoint;
        this.client = client;
    }

    /** A connection, which is made when something is read. */
    static NativeStore open(EtcdOptions options) {
        var builder = Client.builder().endpoints(options.endpoint).maxInboundMessageSize(MOST_BYTES);
        try {
            if (options.usesTls()) {
                builder.sslContext(tls -> {
                    Optional.ofNullable(options.ca).map(NativeStore::file).ifPresent(tls::trustManager);
                    if (options.certificate != null && options.key != null) {
                        tls.keyManager(file(options.certificate), file(options.key));
                    }
                });
            }
            return new NativeStore(options.endpoint, builder.build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new Failure(
                    Failure.REFUSED,
                    "the client files for " + options.endpoint + " cannot be used (" + e.getMessage()
                            + "): expected PEM, the key in PKCS#8 ('openssl pkcs8 -topk8 -nocrypt -in KEY' makes one)");
        }
    }

    private static File file(java.nio.file.Path path) {
        return path.toFile();
    }

    /** The value of a key. */
    Optional<byte[]> value(String key) {
        List<KeyValue> found = get(bytes(key), GetOption.DEFAULT).getKvs();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.getFirst().getValue().getBytes());
    }

    /**
     * All below {@code prefix}, ascending.
     *
     * @param shownAs what takes the prefix's place
     */
    Iterator<Entry> entries(String prefix, String shownAs, int page) {
        return new Pages(prefix, shownAs, page);
    }

    private GetResponse get(ByteSequence key, GetOption option) {
        try {
            GetResponse answer = client.getKVClient().get(key, option).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            revision = revision == 0 ? answer.getHeader().getRevision() : revision;
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.UNAVAILABLE, "interrupted");
        } catch (TimeoutException e) {
            throw new Failure(
                    Failure.UNAVAILABLE,
                    "no answer from " + endpoint + " within " + PATIENCE_SECONDS
                            + " s: is the address right, and do its CA and the client's certificate fit?");
        } catch (ExecutionException e) {
            throw new Failure(Failure.UNAVAILABLE, endpoint + " refused: " + e.getCause());
        }
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private final class Pages implements Iterator<Entry> {
        private final String prefix;
        private final String shownAs;
        private final int limit;
        private final ByteSequence end;
        private Iterator<KeyValue> page = List.<KeyValue>of().iterator();
        private @Nullable ByteSequence from;

        Pages(String prefix, String shownAs, int limit) {
            this.prefix = prefix;
            this.shownAs = shownAs;
            this.limit = limit;
            // Our prefixes end with a slash, and a zero comes next in ASCII.
            this.end = bytes(prefix.substring(0, prefix.length() - 1) + '0');
            this.from = bytes(prefix);
        }

        @Override
        public boolean hasNext() {
            ByteSequence start = from;
            if (!page.hasNext() && start != null) {
                GetResponse answer = get(
                        start,
                        GetOption.builder()
                                .withRange(end)
                                .withLimit(limit)
                                .withRevision(revision)
                                .build());
                List<KeyValue> found = answer.getKvs();
                from = answer.isMore() ? after(found.getLast().getKey()) : null;
                page = found.iterator();
            }
            return page.hasNext();
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException(prefix);
            }
            KeyValue next = page.next();
            String key = next.getKey().toString(UTF_8);
            return new Entry(
                    shownAs + key.substring(prefix.length()), next.getValue().getBytes());
        }
    }

    private static ByteSequence after(ByteSequence key) {
        byte[] bytes = key.getBytes();
        return ByteSequence.from(java.util.Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Override
    public void close() {
        client.close();
    }
}
