package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static io.fleetmesh.meshstore.domain.Fixtures.complete;
import static io.fleetmesh.meshstore.domain.Fixtures.config;
import static io.fleetmesh.meshstore.domain.Fixtures.content;
import static io.fleetmesh.meshstore.domain.Fixtures.service;
import static io.fleetmesh.meshstore.domain.Fixtures.shown;
import static io.fleetmesh.meshstore.domain.Fixtures.slice;
import static io.fleetmesh.meshstore.domain.Fixtures.view;
import static io.fleetmesh.meshstore.domain.Fixtures.wholeSlice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of a view, over any order of records, flushes and catching up. */
class ProjectionProperties {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LATER = Duration.ofMinutes(10);
    private static final String CANARY = "cilium/synced/east/cilium/cache/services/v1";

    /** One step of a source's life; the last three happen once, wherever they stand. */
    sealed interface Step {
        record Service(int number, int label) implements Step {}

        record Slice(int number, int address) implements Step {}

        record WholeSlice(int number, int address) implements Step {}

        record Gone(int number) implements Step {}

        /** Of the consumer's own Cilium. */
        record Version(String text) implements Step {}

        record Flush() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> lives() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 4);
        Arbitrary<Integer> value = Arbitraries.integers().between(0, 3);
        return Arbitraries.oneOf(
                        number.flatMap(n -> value.<Step>map(v -> new Step.Service(n, v))),
                        number.flatMap(n -> value.<Step>map(v -> new Step.Slice(n, v))),
                        number.flatMap(n -> value.<Step>map(v -> new Step.WholeSlice(n, v))),
                        number.<Step>map(Step.Gone::new),
                        Arbitraries.of("1.19.7", "1.20.2").<Step>map(Step.Version::new),
                        Arbitraries.just((Step) new Step.Flush()))
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 300)
    void inEveryRevisionACanaryComesWithAllDataThatStoodBeforeIt(@ForAll("lives") List<Step> life) {
        Projection projection = Fixtures.projection();
        projection.applyView(view("west", "east"), NOW);
        projection.viewsCaughtUp();
        projection.apply("east", config("east", 1));
        Instant end = play(projection, life, NOW);
        projection.apply("east", complete());
        projection.apply("east", complete(MeshFamily.ENDPOINT_SLICES));
        projection.sourceCaughtUp("east");
        projection.sourceCaughtUp("west");
        projection.flush(end);

        ViewIndex index = indexOf(projection);
        Map<String, String> whole = content(index, 0);
        for (long revision = index.compactRevision(); revision <= index.revision(); revision++) {
            Map<String, String> then = content(index, revision);
            if (then.containsKey(CANARY)) {
                assertEquals(services(whole), services(then));
            }
        }
        assertTrue(whole.containsKey(CANARY));
    }

    @Property(tries = 300)
    void theEndDependsOnWhatWasNotedAndNotOnWhenItWasFlushed(@ForAll("lives") List<Step> life) {
        Projection often = readyProjection();
        Projection once = readyProjection();

        Instant end = play(often, life, NOW);
        List<Step> quiet =
                life.stream().filter(step -> !(step instanceof Step.Flush)).toList();
        var _ = play(once, quiet, NOW);
        often.flush(end.plus(LATER));
        once.flush(end.plus(LATER));

        assertEquals(services(shown(once, "west")), services(shown(often, "west")));
    }

    @Property(tries = 300)
    void aListAndItsEventsGiveWhatALaterListGives(
            @ForAll("lives") List<Step> before, @ForAll("lives") List<Step> after) {
        Projection projection = readyProjection();
        Instant middle = play(projection, before, NOW);
        projection.flush(middle);
        ViewIndex index = indexOf(projection);
        long listedAt = index.revision();
        Map<String, String> replica = new TreeMap<>(content(index, 0));

        Instant end = play(projection, after, middle);
        projection.flush(end.plus(LATER));
        long next = listedAt + 1;
        while (index.read(next) instanceof LogRead.Next(Commit commit)) {
            commit.events().forEach(event -> apply(replica, event));
            next = commit.revision() + 1;
        }

        assertEquals(content(index, 0), replica);
    }

    @Property(tries = 300)
    void aPaginatedReadIsOneRevision(@ForAll("lives") List<Step> before, @ForAll("lives") List<Step> between) {
        Projection projection = readyProjection();
        Instant middle = play(projection, before, NOW);
        projection.flush(middle);
        ViewIndex index = indexOf(projection);
        Map<String, String> whole = content(index, 0);
        long revision = index.revision();

        Map<String, String> paged = new TreeMap<>();
        Bytes from = Fixtures.ALL.from();
        Instant now = middle;
        while (true) {
            KeyRange rest = new KeyRange(from, Fixtures.ALL.end());
            RangeRead.Found page = (RangeRead.Found) index.range(rest, revision, 2);
            page.keyValues()
                    .forEach(kv -> paged.put(kv.key().toString(), kv.value().toString()));
            if (page.count() <= page.keyValues().size()) {
                break;
            }
            from = page.keyValues().getLast().key().next();
            // The world moves on between two pages.
            now = play(projection, between, now);
            projection.flush(now);
        }
        paged.remove("cilium/.heartbeat");

        assertEquals(whole, paged);
    }

    private static Projection readyProjection() {
        Projection projection = Fixtures.projection();
        projection.applyView(view("west", "east"), NOW);
        projection.viewsCaughtUp();
        projection.apply("east", config("east", 1));
        projection.apply("east", complete());
        projection.apply("east", complete(MeshFamily.ENDPOINT_SLICES));
        projection.sourceCaughtUp("east");
        projection.sourceCaughtUp("west");
        projection.flush(NOW);
        return projection;
    }

    private static ViewIndex indexOf(Projection projection) {
        return ((ViewAccess.Access.Ready) projection.viewOf("west")).view();
    }

    private static Instant play(Projection projection, List<Step> life, Instant from) {
        Instant now = from;
        for (Step step : new ArrayList<>(life)) {
            now = now.plus(STEP);
            switch (step) {
                case Step.Service(int number, int label) ->
                    projection.apply("east", service("s" + number, "l" + label));
                case Step.Slice(int number, int address) ->
                    projection.apply("east", slice("s" + number, "10.1.0." + address));
                case Step.WholeSlice(int number, int address) ->
                    projection.apply("east", wholeSlice("s" + number, "10.1.0." + address));
                case Step.Gone(int number) -> {
                    projection.remove("east", "service/shop/s" + number);
                    projection.remove("east", "wholeslice/shop/s" + number);
                }
                case Step.Version(String text) ->
                    projection.apply("west", new ClusterConfigRecord("west", 2, 255, true, Optional.of(text)));
                case Step.Flush() -> projection.flush(now);
            }
        }
        return now;
    }

    private static void apply(Map<String, String> replica, Event event) {
        String key = event.current().key().toString();
        if (key.equals("cilium/.heartbeat")) {
            return;
        }
        Optional<String> value = event.current().isTombstone()
                ? Optional.empty()
                : Optional.of(event.current().value().toString());
        value.ifPresentOrElse(text -> replica.put(key, text), () -> replica.remove(key));
    }

    private static Map<String, String> services(Map<String, String> content) {
        Map<String, String> services = new TreeMap<>(content);
        services.keySet().removeIf(key -> !key.startsWith("cilium/cache/"));
        return services;
    }
}
