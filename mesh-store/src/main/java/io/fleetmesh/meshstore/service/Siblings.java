package io.fleetmesh.meshstore.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.meshstore.domain.ReplicaLag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Compares this replica with those behind the same address: what another one had applied some seconds ago, this one should
 * have applied by now. One that does not answer says nothing.
 */
final class Siblings implements AutoCloseable {
    /** Where a replica says how far it is. */
    static final String PATH = "/store/applied";

    private static final Logger LOG = Logger.getLogger(Siblings.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int GRACE = 3;

    private final List<URI> siblings;
    private final Supplier<ReplicaLag> own;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(INTERVAL).build();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-siblings").daemon(true).factory());
    /** What each said last, the oldest first. */
    private final Map<URI, Deque<ReplicaLag>> said = new HashMap<>();

    private volatile Optional<String> behind = Optional.empty();

    private Siblings(List<URI> siblings, Supplier<ReplicaLag> own) {
        this.siblings = siblings;
        this.own = own;
    }

    /** Begins to ask {@code siblings}. */
    static Siblings watch(List<URI> siblings, Supplier<ReplicaLag> own) {
        Siblings watch = new Siblings(siblings, own);
        var _ = watch.worker.scheduleWithFixedDelay(watch::compare, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void compare() {
        Optional<String> found = Optional.empty();
        for (URI sibling : siblings) {
            Deque<ReplicaLag> earlier = said.computeIfAbsent(sibling, _ -> new ArrayDeque<>());
            ask(sibling).ifPresentOrElse(earlier::addLast, earlier::clear);
            if (earlier.size() > GRACE) {
                ReplicaLag then = earlier.removeFirst();
                found = found.or(
                        () -> own.get().behind(then).map(topic -> "behind the replica at " + sibling + " in " + topic));
            }
        }
        if (found.isPresent() != behind.isPresent()) {
            LOG.warnv("Replica compared with its siblings behind={0}", found.orElse("none"));
        }
        behind = found;
    }

    private Optional<ReplicaLag> ask(URI sibling) {
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(sibling.resolve(PATH))
                            .timeout(INTERVAL)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200
                    ? Optional.of(JSON.readValue(answer.body(), ReplicaLag.class))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debugv(e, "Sibling does not answer sibling={0}", sibling);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What this replica says to its siblings. */
    static byte[] answer(ReplicaLag lag) {
        try {
            return JSON.writeValueAsBytes(lag);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("positions could not be written", e);
        }
    }

    /** In what this replica is behind; empty if it is not. */
    Optional<String> behind() {
        return behind;
    }

    @Override
    public void close() {
        worker.shutdownNow();
        http.close();
    }
}
