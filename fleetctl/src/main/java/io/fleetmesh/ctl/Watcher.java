package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the objects of a kind: goes on where it was when the connection breaks, and lists again when the server does not
 * remember that far. What changed meanwhile is told as a change, so that nothing is missed and nothing told twice.
 */
final class Watcher {
    private static final JsonMapper JSON = new JsonMapper();
    /** Three times as long as servers say nothing: a bookmark comes every 20 s. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** What hears of it; false ends it. */
    interface Sink {
        boolean onChange(boolean gone, JsonNode object);
    }

    /** What is followed. */
    interface Source {
        Api.Listed list();

        /** Changes since {@code version}. */
        InputStream watch(String version);

        /** Whether objects have a version in a list, too. */
        boolean versioned();

        /** Of the objects of a kind. */
        static Source of(Api api, Resource resource, String selector) {
            return new Source() {
                @Override
                public Api.Listed list() {
                    return api.list(resource, selector);
                }

                @Override
                public InputStream watch(String version) {
                    return api.watch(resource, selector, version);
                }

                @Override
                public boolean versioned() {
                    return resource.kind().isPresent();
                }
            };
        }

        /** Of where members stand. */
        static Source ofStatuses(Api api) {
            return new Source() {
                @Override
                public Api.Listed list() {
                    return api.listStatuses();
                }

                @Override
                public InputStream watch(String version) {
                    return api.watchStatuses(version);
                }

                @Override
                public boolean versioned() {
                    return false;
                }
            };
        }
    }

    private final Source source;
    private final Duration pause;
    private final Duration silence;
    private final Consumer<String> trouble;
    private final Map<String, JsonNode> known = new HashMap<>();
    private String version = "";
    private boolean lost = true;

    /**
     * @param pause before the server is asked again that did not answer
     * @param trouble hears why it is
     */
    Watcher(Source source, Duration pause, Consumer<String> trouble) {
        this(source, pause, SILENCE, trouble);
    }

    /** @param silence after which a connection is given up */
    Watcher(Source source, Duration pause, Duration silence, Consumer<String> trouble) {
        this.source = source;
        this.pause = pause;
        this.silence = silence;
        this.trouble = trouble;
    }

    /** What there is now: to be asked for before {@link #follow}, which otherwise tells all of it as changes. */
    List<JsonNode> begin() {
        return list();
    }

    private List<JsonNode> list() {
        Api.Listed listed = source.list();
        known.clear();
        listed.items().forEach(object -> known.put(name(object), object));
        version = listed.version();
        lost = false;
        return listed.items();
    }

    /** Until {@code sink} has enough, or the thread is interrupted. */
    void follow(Sink sink) {
        boolean goOn = true;
        while (goOn && !Thread.currentThread().isInterrupted()) {
            try {
                goOn = lost ? again(sink) : listen(sink);
            } catch (Failure.Expired e) {
                lost = true;
            } catch (IOException e) {
                pauseAfter("the connection broke (" + e + ")");
            } catch (Failure e) {
                if (e.exitCode() != Failure.UNAVAILABLE) {
                    throw e;
                }
                pauseAfter(String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean listen(Sink sink) throws IOException {
        try (InputStream in = source.watch(version)) {
            return read(in, sink);
        }
    }

    private void pauseAfter(String why) {
        trouble.accept(why);
        LockSupport.parkNanos(this, pause.toNanos());
    }

    private boolean read(InputStream in, Sink sink) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = next(lines, in); line != null; line = next(lines, in)) {
            JsonNode event = JSON.readTree(line);
            JsonNode told = event.path("object");
            String type = event.path("type").asText();
            if (type.equals("ERROR")) {
                throw failure(told);
            }
            version = version(told).isEmpty() ? version : version(told);
            JsonNode object = asListed(told);
            switch (type) {
                case "ADDED", "MODIFIED" -> {
                    known.put(name(object), object);
                    if (!sink.onChange(false, object)) {
                        return false;
                    }
                }
                case "DELETED" -> {
                    known.remove(name(object));
                    if (!sink.onChange(true, object)) {
                        return false;
                    }
                }
                default -> {
                    // A bookmark, or something that a later server tells.
                }
            }
        }
        throw new IOException("the server ended it");
    }

    /** The next line; null as well, after a while, where a connection is dead and nobody has said so. */
    private @Nullable String next(BufferedReader lines, InputStream in) throws IOException {
        CompletableFuture<Void> heard = new CompletableFuture<>();
        var _ = heard.orTimeout(silence.toMillis(), TimeUnit.MILLISECONDS).exceptionally(_ -> {
            close(in);
            return null;
        });
        try {
            return lines.readLine();
        } finally {
            heard.complete(null);
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException _) {
            // It is given up anyway.
        }
    }

    /** What nobody declares has a version where it changes, and none in a list. */
    private JsonNode asListed(JsonNode object) {
        if (source.versioned()) {
            return object;
        }
        ObjectNode listed = object.deepCopy();
        listed.withObjectProperty("metadata").remove("resourceVersion");
        return listed;
    }

    private static Failure failure(JsonNode problem) {
        String text = Api.problem(problem);
        return problem.path("status").asInt() == 410
                ? new Failure.Expired(text)
                : new Failure(Failure.UNAVAILABLE, text);
    }

    /** Lists, and tells what that shows. */
    private boolean again(Sink sink) {
        Map<String, JsonNode> before = Map.copyOf(known);
        List<JsonNode> now = list();
        Set<String> gone = new HashSet<>(before.keySet());
        for (JsonNode object : now) {
            gone.remove(name(object));
            if (!object.equals(before.get(name(object))) && !sink.onChange(false, object)) {
                return false;
            }
        }
        for (String name : gone) {
            if (!sink.onChange(true, before.get(name))) {
                return false;
            }
        }
        return true;
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/namespace").asText() + "/"
                + object.at("/metadata/name").asText();
    }

    private static String version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asText();
    }
}
