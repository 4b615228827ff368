package io.fleetmesh.meshstore.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.meshstore.domain.ReplicaLag;
import io.fleetmesh.meshstore.domain.SiblingLags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Asks the replicas behind the same address how far they are, and compares this one with them. */
final class Siblings implements AutoCloseable {
    /** Where a replica says how far it is. */
    static final String PATH = "/store/applied";

    private static final Logger LOG = Logger.getLogger(Siblings.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** What each is asked, by where it is. */
    private final Map<URI, HttpRequest> siblings;

    private final Supplier<ReplicaLag> own;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(INTERVAL).build();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-siblings").daemon(true).factory());
    /** For the worker's thread. */
    private final SiblingLags lags = new SiblingLags();

    private volatile Optional<String> behind = Optional.empty();

    private Siblings(Map<URI, HttpRequest> siblings, Supplier<ReplicaLag> own) {
        this.siblings = siblings;
        this.own = own;
    }

    /**
     * Begins to ask {@code siblings}.
     *
     * @throws IllegalArgumentException if one of them cannot be asked; the message names it and the setting
     */
    static Siblings watch(List<URI> siblings, Supplier<ReplicaLag> own) {
        Map<URI, HttpRequest> requests = new LinkedHashMap<>();
        siblings.forEach(sibling -> requests.put(sibling, request(sibling)));
        Siblings watch = new Siblings(requests, own);
        var _ = watch.worker.scheduleWithFixedDelay(watch::compare, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private static HttpRequest request(URI sibling) {
        try {
            return HttpRequest.newBuilder(sibling.resolve(PATH))
                    .timeout(INTERVAL)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "fleetmesh.store.siblings: expected base URLs such as http://store-2.mesh:8080, found " + sibling
                            + " (" + e.getMessage() + ")",
                    e);
        }
    }

    private void compare() {
        siblings.forEach((sibling, request) -> lags.looked(sibling.toString(), ask(sibling, request)));
        Optional<String> found = lags.behind(own.get());
        if (found.isPresent() != behind.isPresent()) {
            LOG.warnv("Replica compared with its siblings behind={0}", found.orElse("none"));
        }
        behind = found;
    }

    private Optional<ReplicaLag> ask(URI sibling, HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            // Who answers null is no replica.
            return answer.statusCode() == 200
                    ? Optional.ofNullable(JSON.readValue(answer.body(), ReplicaLag.class))
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
