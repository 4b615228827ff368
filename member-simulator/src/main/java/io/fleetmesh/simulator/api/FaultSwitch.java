package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.fault.FaultSettings;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Writes;
import java.util.Optional;
import java.util.Set;

/** Makes faults happen, and undoes them. */
final class FaultSwitch {
    private static final Key KUBE_SYSTEM = new Key("", "kube-system");

    private final ObjectStore store;
    private final Writes writes;
    private final Watches watches;
    private FaultSettings settings = FaultSettings.NONE;
    private Optional<StaleLists> stale = Optional.empty();

    FaultSwitch(ObjectStore store, Writes writes, Watches watches) {
        this.store = store;
        this.writes = writes;
        this.watches = watches;
    }

    FaultSettings settings() {
        return settings;
    }

    Optional<StaleLists> stale() {
        return stale;
    }

    void set(FaultSettings wanted) {
        for (String node : wanted.deadNodes()) {
            var _ = store.require(Kind.NODE, new Key("", node));
        }
        FaultSettings before = settings;
        settings = wanted.lasting();
        if (!wanted.staleLists()) {
            stale = Optional.empty();
        } else if (stale.isEmpty()) {
            stale = Optional.of(StaleLists.now(store));
        }
        nodes(before.deadNodes(), wanted.deadNodes());
        identity(before, wanted);
        if (wanted.expireWatches()) {
            store.compact();
            watches.expire();
        }
        boolean kindGone = !before.notServed().containsAll(wanted.notServed());
        if (wanted.dropWatches() || wanted.apiAway() || kindGone) {
            watches.drop();
        }
    }

    private void nodes(Set<String> before, Set<String> wanted) {
        before.stream().filter(node -> !wanted.contains(node)).forEach(node -> ready(node, true));
        wanted.stream().filter(node -> !before.contains(node)).forEach(node -> ready(node, false));
    }

    private void ready(String name, boolean ready) {
        Key key = new Key("", name);
        store.get(Kind.NODE, key).ifPresent(node -> {
            ObjectNode changed = node.copy();
            ArrayNode conditions = Json.child(changed, "status").putArray("conditions");
            node.node().at("/status/conditions").forEach(condition -> {
                if (!condition.path("type").asText().equals("Ready")) {
                    conditions.add(condition);
                }
            });
            conditions
                    .addObject()
                    .put("type", "Ready")
                    .put("status", ready ? "True" : "Unknown")
                    .put("reason", ready ? "KubeletReady" : "NodeStatusUnknown");
            var _ = writes.replace(Kind.NODE, key, changed);
        });
    }

    private void identity(FaultSettings before, FaultSettings wanted) {
        if (!before.identity().equals(wanted.identity())
                && store.get(Kind.NAMESPACE, KUBE_SYSTEM).isPresent()) {
            String own = writes.namespaceUid(KUBE_SYSTEM.name()).toString();
            writes.replaceUid(Kind.NAMESPACE, KUBE_SYSTEM, wanted.identity().orElse(own));
        }
    }

    /** Whether the API knows the kind at all. */
    boolean serves(Kind kind) {
        return !settings.notServed().contains(kind.plural());
    }

    /** The status that lists and watches of a kind answer with, if one is set. */
    Optional<Integer> error(Kind kind) {
        return Optional.ofNullable(
                settings.errors().getOrDefault(kind.plural(), settings.errors().get("*")));
    }
}
