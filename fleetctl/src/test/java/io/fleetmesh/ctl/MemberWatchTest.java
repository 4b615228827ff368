package io.fleetmesh.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class MemberWatchTest {
    private final Streams declared = new Streams(List.of());
    private final Streams statuses = new Streams(List.of(status("east", "joining"), status("other", "connected")));
    private final List<String> heard = new ArrayList<>();

    /** Lists once, and tells what a test hands it. */
    private record Streams(List<JsonNode> first, BlockingQueue<String> lines) implements Watcher.Source {
        Streams(List<JsonNode> first) {
            this(first, new LinkedBlockingQueue<>());
        }

        @Override
        public Api.Listed list() {
            return new Api.Listed(first, "1");
        }

        @Override
        public InputStream watch(String version) {
            try {
                return new ByteArrayInputStream((lines.take() + "\n").getBytes(UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure(Failure.REFUSED, "interrupted");
            }
        }

        @Override
        public boolean versioned() {
            return true;
        }

        void tell(String type, JsonNode object) {
            lines.add("{\"type\":\"" + type + "\",\"object\":" + object + "}");
        }
    }

    private static JsonNode tree(String json) {
        try {
            return new JsonMapper().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static JsonNode member(String name, String state) {
        return tree("{'metadata':{'name':'" + name + "'},'status':{'state':'" + state + "'}}");
    }

    private static JsonNode status(String name, String state) {
        return tree("{'kind':'MemberStatus','metadata':{'name':'" + name + "'},'state':'" + state + "'}");
    }

    private boolean hear(boolean gone, JsonNode member) {
        String state = member.at("/status/state").asText();
        heard.add(member.at("/metadata/name").asText() + " " + (gone ? "gone" : state));
        // Each lets the next one come.
        switch (state) {
            case "joining" -> statuses.tell("MODIFIED", status("east", "connected"));
            case "connected" -> declared.tell("DELETED", member("east", "draining"));
            default -> {}
        }
        return !gone;
    }

    @Test
    void aMemberThatIsShownChangesWithItsState() {
        new MemberWatch(List.of(member("east", "checked")), this::hear, _ -> {})
                .follow(new Watcher(declared, Duration.ZERO, _ -> {}), new Watcher(statuses, Duration.ZERO, _ -> {}));

        assertEquals(List.of("east joining", "east connected", "east gone"), heard);
    }

    @Test
    void theSameStateIsNoNews() {
        statuses.tell("MODIFIED", status("east", "joining"));
        statuses.tell("MODIFIED", status("east", "connected"));

        new MemberWatch(List.of(member("east", "joining")), this::hear, _ -> {})
                .follow(new Watcher(declared, Duration.ZERO, _ -> {}), new Watcher(statuses, Duration.ZERO, _ -> {}));

        assertEquals(List.of("east connected", "east gone"), heard);
    }

    /** A controller that has just become active does not know yet where anybody stands. */
    @Test
    void whereStatesAreNotKnownYetTheyAreAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        List<String> trouble = new CopyOnWriteArrayList<>();
        Watcher later = new Watcher(
                failing(() -> asked.incrementAndGet() <= 2, new Failure(Failure.UNAVAILABLE, "not yet")),
                Duration.ZERO,
                trouble::add);

        new MemberWatch(List.of(member("east", "checked")), this::hear, _ -> {})
                .follow(new Watcher(declared, Duration.ZERO, _ -> {}), later);

        assertEquals(List.of("east joining", "east connected", "east gone"), heard);
        assertEquals(List.of("not yet", "not yet"), trouble.subList(0, 2));
    }

    @Test
    void whereStatesAreNeverToldMembersAreAllTheSame() {
        List<String> ends = new CopyOnWriteArrayList<>();
        Watcher never =
                new Watcher(failing(() -> true, new Failure(Failure.REFUSED, "no such path")), Duration.ZERO, _ -> {});

        new MemberWatch(List.of(member("east", "checked")), this::hear, why -> {
                    ends.add(why);
                    declared.tell("DELETED", member("east", "checked"));
                })
                .follow(new Watcher(declared, Duration.ZERO, _ -> {}), never);

        assertEquals(List.of("east gone"), heard);
        assertEquals(List.of("where members stand is not told any more: no such path"), ends);
    }

    /** {@link #statuses}, whose list fails as long as it is {@code down}. */
    private Watcher.Source failing(BooleanSupplier down, Failure failure) {
        return new Watcher.Source() {
            @Override
            public Api.Listed list() {
                if (down.getAsBoolean()) {
                    throw failure;
                }
                return statuses.list();
            }

            @Override
            public InputStream watch(String version) {
                return statuses.watch(version);
            }

            @Override
            public boolean versioned() {
                return true;
            }
        };
    }
}
