package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static io.fleetmesh.meshstore.domain.Fixtures.complete;
import static io.fleetmesh.meshstore.domain.Fixtures.config;
import static io.fleetmesh.meshstore.domain.Fixtures.content;
import static io.fleetmesh.meshstore.domain.Fixtures.export;
import static io.fleetmesh.meshstore.domain.Fixtures.identity;
import static io.fleetmesh.meshstore.domain.Fixtures.ip;
import static io.fleetmesh.meshstore.domain.Fixtures.node;
import static io.fleetmesh.meshstore.domain.Fixtures.serviceOf;
import static io.fleetmesh.meshstore.domain.Fixtures.wholeSlice;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.NamespaceChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One source, east, and three consumers of equal Cilium: west and north see some of it, everybody all. East gives what a
 * member gives: an identity stands as long as an address has it, and is of the namespace of the address's pod.
 */
final class SightWorld {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final List<String> CONSUMERS = List.of("west", "north", "everybody");

    sealed interface Step {
        record Service(String namespace, int number, int label) implements Step {}

        record NoService(String namespace, int number) implements Step {}

        /** The pod at an address; who it is says which namespace it is of. */
        record Pod(int address, int identity) implements Step {}

        record NoPod(int address) implements Step {}

        record View(String consumer, NamespaceChoice seen, boolean draining) implements Step {}

        /** Of every consumer. */
        record Version(String text) implements Step {}

        record Flush() implements Step {}
    }

    private final Projection projection = Fixtures.projection();
    private final Map<String, Step.View> views = new HashMap<>();
    /** By address. */
    private final Map<String, Integer> pods = new HashMap<>();

    private Instant now = NOW;

    SightWorld() {
        projection.apply("east", config("east", 1));
        projection.apply("east", node("n1"));
        for (MeshFamily family : MeshFamily.values()) {
            projection.apply("east", complete(family));
        }
        projection.sourceCaughtUp("east");
        CONSUMERS.forEach(consumer -> play(new Step.View(consumer, NamespaceChoice.ALL, false)));
        play(new Step.Version("1.19.7"));
        CONSUMERS.forEach(projection::sourceCaughtUp);
        projection.viewsCaughtUp();
        play(new Step.Flush());
    }

    void playAll(Step... steps) {
        List.of(steps).forEach(this::play);
    }

    void play(Step step) {
        now = now.plus(STEP);
        switch (step) {
            case Step.Service(String namespace, int number, int label) -> {
                projection.apply("east", serviceOf(namespace, "s" + number, "l" + label));
                projection.apply("east", wholeSlice(namespace, "s" + number, "10.1.0." + label));
                projection.apply("east", export(namespace, "s" + number));
            }
            case Step.NoService(String namespace, int number) ->
                List.of("service", "wholeslice", "serviceexport")
                        .forEach(kind -> projection.remove("east", kind + "/" + namespace + "/s" + number));
            case Step.Pod(int address, int identity) -> put("10.1.1." + address, identity);
            case Step.NoPod(int address) -> take("10.1.1." + address);
            case Step.View view -> show(view);
            case Step.Version(String text) ->
                CONSUMERS.forEach(consumer ->
                        projection.apply(consumer, new ClusterConfigRecord(consumer, 2, 255, true, Optional.of(text))));
            case Step.Flush() -> projection.flush(now);
        }
    }

    private void put(String address, int identity) {
        projection.apply("east", identity(identity, namespaceOf(identity)));
        projection.apply("east", ip(address, identity, namespaceOf(identity)));
        forget(Optional.ofNullable(pods.put(address, identity)));
    }

    private void take(String address) {
        projection.remove("east", "ip/" + address);
        forget(Optional.ofNullable(pods.remove(address)));
    }

    private void forget(Optional<Integer> identity) {
        identity.filter(id -> !pods.containsValue(id)).ifPresent(id -> projection.remove("east", "identity/" + id));
    }

    private void show(Step.View view) {
        views.put(view.consumer(), view);
        projection.applyView(
                new ConsumerView(
                        view.consumer(),
                        view.consumer(),
                        List.of("east"),
                        Map.of("east", view.seen()),
                        view.draining() ? List.of("east") : List.of()),
                now);
    }

    /** Some are of none. */
    private static String namespaceOf(int identity) {
        return List.of("a", "b", "c", "").get(identity % 4);
    }

    ViewIndex index(String consumer) {
        return ((ViewAccess.Access.Ready) projection.viewOf(consumer)).view();
    }

    /** Its entries. */
    Map<String, String> shown(String consumer) {
        Map<String, String> entries = new TreeMap<>(content(index(consumer), 0));
        entries.keySet().removeIf(key -> !key.startsWith("cilium/cache/"));
        return entries;
    }

    /** What it should be shown of what everybody is. */
    Map<String, String> filtered(String consumer) {
        Step.View view = views.get(consumer);
        Map<String, String> entries = shown("everybody");
        entries.keySet().removeIf(key -> !namespaceOf(key).map(view.seen()::has).orElse(true));
        entries.keySet()
                .removeIf(key -> view.draining() && key.matches(".*/(services|endpointslices|serviceexports)/v1/.*"));
        return entries;
    }

    /** By what the world knows, not by what is served. */
    Optional<String> namespaceOf(String key) {
        String[] parts = key.split("/", -1);
        String namespace = switch (parts[2]) {
            case "services", "endpointslices", "serviceexports" -> parts[5];
            case "identities" -> namespaceOf(Integer.parseInt(parts[6]));
            case "ip" -> namespaceOf(pods.get(parts[5]));
            default -> "";
        };
        return Optional.of(namespace).filter(text -> !text.isEmpty());
    }
}
