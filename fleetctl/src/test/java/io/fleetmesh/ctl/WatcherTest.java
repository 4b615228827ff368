package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At a server that answers one thing after the other. */
class WatcherTest {
    /** After which nothing comes any more, and no end either. */
    private static final String HANGS = " ";

    private record Reply(int status, String type, String body) {}

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> trouble = new ArrayList<>();
    private Iterator<Reply> replies = List.<Reply>of().iterator();
    private HttpServer server;
    private Watcher watcher;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::reply);
        server.start();
        watcher = watcher(Resource.MEMBERS);
    }

    private Watcher watcher(Resource resource) {
        Api api = new Api("http://127.0.0.1:" + server.getAddress().getPort(), Login.NONE);
        return new Watcher(Watcher.Source.of(api, resource, ""), Duration.ZERO, trouble::add);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void reply(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        asked.add(query.startsWith("watch") ? query.replaceFirst(".*resourceVersion=", "watch ") : "list");
        Reply reply = replies.next();
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), 0);
        exchange.getResponseBody().write(reply.body().getBytes(StandardCharsets.UTF_8));
        if (reply.body().endsWith(HANGS)) {
            exchange.getResponseBody().flush();
        } else {
            exchange.close();
        }
    }

    private static Reply list(int version, String... members) {
        return new Reply(
                200,
                "application/json",
                "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[" + String.join(",", members)
                        + "]}");
    }

    private static Reply stream(String... lines) {
        return new Reply(200, "application/json;stream=watch", String.join("", lines));
    }

    private static Reply problem(int status) {
        return new Reply(
                status, "application/problem+json", "{\"status\":" + status + ",\"title\":\"t\",\"detail\":\"d\"}");
    }

    private static String member(String name, int version) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\"" + version + "\"}}";
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
    }

    /** The first changes that it hears of. */
    private List<String> follow(int changes, Reply... all) {
        replies = List.of(all).iterator();
        List<String> heard = new ArrayList<>();
        for (JsonNode object : watcher.begin()) {
            heard.add(text("is", object));
        }
        int end = heard.size() + changes;
        watcher.follow((gone, object) -> {
            heard.add(text(gone ? "gone" : "now", object));
            return heard.size() < end;
        });
        return heard;
    }

    private static String text(String what, JsonNode object) {
        return what + " " + object.at("/metadata/name").asText() + "@"
                + object.at("/metadata/resourceVersion").asText();
    }

    @Test
    void whenTheConnectionBreaksItGoesOnWhereItWas() {
        List<String> heard = follow(
                2,
                list(5, member("a", 3)),
                stream(event("ADDED", member("b", 6)), event("BOOKMARK", member("", 9))),
                stream(event("DELETED", member("a", 10))));

        assertEquals(List.of("is a@3", "now b@6", "gone a@10"), heard);
        assertEquals(List.of("list", "watch 5", "watch 9"), asked);
        assertEquals(1, trouble.size());
    }

    @Test
    void aConnectionOnWhichNothingComesIsGivenUp() {
        Api api = new Api("http://127.0.0.1:" + server.getAddress().getPort(), Login.NONE);
        watcher = new Watcher(
                Watcher.Source.of(api, Resource.MEMBERS, ""), Duration.ZERO, Duration.ofMillis(300), trouble::add);

        List<String> heard = follow(
                2, list(5), stream(event("ADDED", member("a", 6)), HANGS), stream(event("ADDED", member("b", 7))));

        assertEquals(List.of("now a@6", "now b@7"), heard);
        assertEquals(List.of("list", "watch 5", "watch 6"), asked);
        assertEquals(1, trouble.size());
    }

    @Test
    void whenTheServerDoesNotRememberItListsAgainAndTellsTheDifference() {
        List<String> heard = follow(
                4,
                list(5, member("a", 3), member("b", 4), member("c", 5)),
                problem(410),
                list(20, member("a", 3), member("b", 12), member("d", 13)),
                stream(event("ERROR", "{\"status\":410}")),
                list(30, member("a", 3), member("b", 12), member("d", 25)));

        assertEquals(List.of("is a@3", "is b@4", "is c@5", "now b@12", "now d@13", "gone c@5", "now d@25"), heard);
        assertEquals(List.of("list", "watch 5", "list", "watch 20", "list"), asked);
    }

    /** Two of a name are two, and what is listed again without a version is not taken for changed. */
    @Test
    void servicesHaveNamespacesAndNoVersionsOfTheirOwn() {
        watcher = watcher(Resource.SERVICES);
        List<String> heard = follow(
                3,
                list(5, service("shop", "a", ""), service("web", "a", "")),
                stream(event("MODIFIED", service("shop", "a", ",\"resourceVersion\":\"6\""))),
                problem(410),
                list(9, service("shop", "a", ""), service("shop", "b", "")));

        assertEquals(List.of("is a@", "is a@", "now a@", "now b@", "gone a@"), heard);
        assertEquals(List.of("list", "watch 5", "watch 6", "list"), asked);
    }

    private static String service(String namespace, String name, String version) {
        return "{\"metadata\":{\"namespace\":\"" + namespace + "\",\"name\":\"" + name + "\"" + version + "}}";
    }

    @Test
    void aServerThatIsBusyIsAskedAgainAndOneThatRefusesIsNot() {
        List<String> heard = follow(
                1,
                list(5),
                problem(503),
                problem(429),
                stream(event("ERROR", "{\"status\":503}")),
                stream(event("MODIFIED", member("a", 6))));

        assertEquals(List.of("now a@6"), heard);
        assertEquals(3, trouble.size());
        assertEquals(
                3,
                assertThrows(Failure.class, () -> follow(1, list(5), problem(400)))
                        .exitCode());
        assertEquals(
                3,
                assertThrows(Failure.class, () -> follow(1, list(5), list(5))).exitCode());
    }
}
