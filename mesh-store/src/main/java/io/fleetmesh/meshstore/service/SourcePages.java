package io.fleetmesh.meshstore.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.EntryPage;
import io.fleetmesh.meshstore.domain.KeyValue;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.fleetmesh.meshstore.messaging.WholeSources;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;

/**
 * {@code GET /sources/{member}/entries?family=…&continue=…&limit=…}: what would be served of a member to a consumer that sees
 * everything, page by page, in cache form. It shows all of a member to whoever asks: callers of this machine only.
 */
public final class SourcePages {
    /** The route. */
    public static final String PATH = "/sources/:member/entries";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final String CONFIG = "cluster-config";
    private static final Pattern PLACE = Pattern.compile("([0-9]{1,19})\\.([A-Za-z0-9_-]+)");
    private static final int USUAL = 500;
    private static final int MOST = 1000;

    /** The body of an answer; {@code next} is empty on the last page. */
    record Answer(
            String member,
            String family,
            boolean complete,
            List<Entry> entries,
            @JsonProperty("continue") String next) {}

    /** {@code value} in Base64. */
    record Entry(String key, String value) {}

    /** What is answered, whatever it is. */
    record Reply(int status, Object body) {}

    /** Where what would be served of a member comes from; it may block. */
    public interface Sources {
        /** As {@link WholeSources#of}. */
        WholeSources.Answer of(String member) throws InterruptedException;
    }

    private final Sources sources;

    /** @param sources asked off the event loop */
    public SourcePages(Sources sources) {
        this.sources = sources;
    }

    /** Answers a request. */
    public void answer(RoutingContext request) {
        String caller = request.request().remoteAddress().hostAddress();
        HostAndPort called = request.request().authority();
        boolean local = caller != null && InetAddress.ofLiteral(caller).isLoopbackAddress();
        // A page in a browser of this machine is local, too, but calls us by a name of its own.
        if (!local || called == null || !LOCAL_NAMES.contains(called.host())) {
            end(request, fromElsewhere(request.request().localAddress().port()));
            return;
        }
        var _ = request.vertx()
                .executeBlocking(() -> reply(request), false)
                .onSuccess(reply -> end(request, reply))
                .onFailure(request::fail);
    }

    private static Reply fromElsewhere(int port) {
        return error(
                403,
                ("nobody can be authenticated here: only callers of this machine may ask, under the name of localhost. Elsewhere"
                                + " bring the port to your machine (ssh -N -L %1$d:127.0.0.1:%1$d HOST, or kubectl port-forward"
                                + " POD %1$d), and ask http://127.0.0.1:%1$d there (fleetctl: --store)")
                        .formatted(port));
    }

    private Reply reply(RoutingContext request) throws InterruptedException {
        String family = request.request().getParam("family", "");
        Optional<MeshFamily> known = Arrays.stream(MeshFamily.values())
                .filter(each -> each.segment().equals(family))
                .findFirst();
        if (known.isEmpty() && !family.equals(CONFIG)) {
            return error(
                    400,
                    "family: expected cluster-config or one of "
                            + Arrays.stream(MeshFamily.values())
                                    .map(MeshFamily::segment)
                                    .toList()
                            + found(family));
        }
        String wanted = request.request().getParam("limit", Integer.toString(USUAL));
        Optional<Integer> limit = limit(wanted);
        if (limit.isEmpty()) {
            return error(400, "limit: expected 1 to " + MOST + found(wanted));
        }
        String place = request.request().getParam("continue", "");
        Optional<EntryPage.Place> from = place(place);
        if (from.isEmpty() && !place.isEmpty()) {
            return error(400, "continue: expected what 'continue' of the page before says" + found(place));
        }
        String member = request.pathParam("member");
        try {
            return switch (sources.of(member)) {
                case WholeSources.Answer.Whole(ViewIndex index) ->
                    page(member, family, EntryPage.of(index, known, from, limit.get()));
                case WholeSources.Answer.Reading _ ->
                    error(503, "member " + member + " is still being read: ask again");
                case WholeSources.Answer.Unknown _ -> error(404, "nothing is exported of a member " + member);
                case WholeSources.Answer.Barred _ ->
                    error(
                            403,
                            "this store may not read on Kafka what member " + member + " gives: a member's own store"
                                    + " (fleetmesh.store.consumer) has that member's rights alone. Ask one that serves all"
                                    + " consumers, which the hub runs (fleetctl: --store)");
                case WholeSources.Answer.Busy(List<String> others) ->
                    error(
                            429,
                            "members " + others + " are compared already: wait some minutes, or raise"
                                    + " fleetmesh.store.compare.members");
                case WholeSources.Answer.TooLarge(int most) ->
                    error(
                            413,
                            "member " + member + " has more than " + most + " entries: raise"
                                    + " fleetmesh.store.compare.entries, and the heap by 1 KiB for each");
            };
        } catch (KafkaException e) {
            return error(503, "Kafka does not answer: " + e.getMessage());
        }
    }

    private static Reply page(String member, String family, EntryPage page) {
        return switch (page) {
            case EntryPage.Entries(boolean complete, List<KeyValue> entries, Optional<EntryPage.Place> next) ->
                new Reply(
                        200,
                        new Answer(
                                member,
                                family,
                                complete,
                                entries.stream().map(SourcePages::entry).toList(),
                                next.map(SourcePages::text).orElse("")));
            case EntryPage.Expired() -> error(410, "continue: that state is forgotten, begin anew");
        };
    }

    private static Entry entry(KeyValue entry) {
        return new Entry(
                entry.key().toString(),
                Base64.getEncoder().encodeToString(entry.value().bytes()));
    }

    private static String text(EntryPage.Place place) {
        return place.revision() + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(place.after().bytes());
    }

    private static Optional<EntryPage.Place> place(String text) {
        Matcher place = PLACE.matcher(text);
        try {
            return place.matches()
                    ? Optional.of(new EntryPage.Place(
                            Long.parseLong(place.group(1)),
                            Bytes.of(Base64.getUrlDecoder().decode(place.group(2)))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            return limit >= 1 && limit <= MOST ? Optional.of(limit) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String found(String text) {
        return ", found '" + text + "'";
    }

    private static Reply error(int status, String what) {
        return new Reply(status, Map.of("error", what));
    }

    private static void end(RoutingContext request, Reply reply) {
        try {
            var _ = request.response()
                    .setStatusCode(reply.status())
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(JSON.writeValueAsBytes(reply.body())));
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }
}
