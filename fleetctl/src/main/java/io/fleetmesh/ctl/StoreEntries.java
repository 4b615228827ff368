package io.fleetmesh.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fleetmesh.ctl.compare.Entry;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** What a mesh store would serve of a member, page by page. A store answers those of its own machine alone. */
final class StoreEntries {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String store;
    private final String host;
    private final String member;

    StoreEntries(String store, String member) {
        this.store = store.replaceFirst("/+$", "");
        this.host = host(store);
        this.member = member;
    }

    private static String host(String store) {
        try {
            URI uri = new URI(store);
            if (List.of("http", "https").contains(uri.getScheme()) && uri.getHost() != null) {
                return uri.getHost();
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new Failure(
                Failure.REFUSED, "--store: expected an address like http://127.0.0.1:19085, found '" + store + "'");
    }

    /** The cluster's configuration. */
    Entry config() {
        Iterator<Entry> entries = entries("cluster-config");
        if (!entries.hasNext()) {
            throw new Failure(
                    Failure.REFUSED,
                    "nothing is exported of member " + member
                            + " yet: the aggregator has not written its configuration");
        }
        return entries.next();
    }

    /** Whether all that we would serve of a family is known. */
    boolean isComplete(String family) {
        return page(family, "", 1).path("complete").asBoolean();
    }

    /** All of a family, ascending by key, without canaries. */
    Iterator<Entry> entries(String family) {
        return new Pages(family);
    }

    private JsonNode page(String family, String after, int limit) {
        URI uri = URI.create(store + "/sources/" + encode(member) + "/entries?family=" + encode(family) + "&limit="
                + limit + "&continue=" + encode(after));
        try {
            // The store answers once it has read the member's topic.
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body = document(answer);
            if (answer.statusCode() == 200) {
                return body;
            }
            throw new Failure(
                    answer.statusCode() == 503 ? Failure.UNAVAILABLE : Failure.REFUSED,
                    body.path("error").asText("the store at " + store + " answered " + answer.statusCode()));
        } catch (IOException e) {
            throw new Failure(
                    Failure.UNAVAILABLE,
                    "no answer from the store at " + store + " (" + e
                            + "): does it run, and is the address right (--store)?" + wayFromElsewhere());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.UNAVAILABLE, "interrupted");
        }
    }

    private JsonNode document(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new Failure(
                    Failure.UNAVAILABLE,
                    "what answered at " + store + " is no mesh store: status " + answer.statusCode() + ", no JSON");
        }
    }

    /** Empty for one on this machine. */
    private String wayFromElsewhere() {
        if (LOCAL_NAMES.contains(host)) {
            return "";
        }
        int named = URI.create(store).getPort();
        int port = named < 0 ? 80 : named;
        return ("\n  A store answers callers of its own machine alone: bring its port here, by ssh -N -L %1$d:127.0.0.1:%1$d %2$s"
                        + " or kubectl port-forward POD %1$d, and give --store http://127.0.0.1:%1$d")
                .formatted(port, host);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private final class Pages implements Iterator<Entry> {
        private static final int LIMIT = 500;

        private final String family;
        private Iterator<JsonNode> page = List.<JsonNode>of().iterator();
        private String after = "";
        private boolean last;

        Pages(String family) {
            this.family = family;
        }

        @Override
        public boolean hasNext() {
            while (!page.hasNext() && !last) {
                JsonNode body = page(family, after, LIMIT);
                page = body.path("entries").iterator();
                after = body.path("continue").asText();
                last = after.isEmpty();
            }
            return page.hasNext();
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException(family);
            }
            JsonNode entry = page.next();
            return new Entry(
                    entry.path("key").asText(),
                    Base64.getDecoder().decode(entry.path("value").asText()));
        }
    }
}
