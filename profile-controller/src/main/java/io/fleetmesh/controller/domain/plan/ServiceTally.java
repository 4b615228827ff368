package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which Services are global, how many backends each has, and what is exported by ServiceExports. Keys are {@code namespace/name}. */
final class ServiceTally {
    private record Slice(String service, int backends) {}

    private final Map<String, NavigableSet<String>> global = new HashMap<>();
    private final Map<String, NavigableSet<String>> exports = new HashMap<>();
    private final Map<String, Slice> slices = new HashMap<>();
    private final Map<String, Integer> backends = new HashMap<>();

    void service(String key, Optional<ServiceFact> service) {
        set(global, key, service.filter(GlobalRule::isGlobal).isPresent());
    }

    void export(String key, boolean present) {
        set(exports, key, present);
    }

    private static void set(Map<String, NavigableSet<String>> all, String key, boolean present) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return;
        }
        String namespace = key.substring(0, slash);
        if (present) {
            all.computeIfAbsent(namespace, _ -> new TreeSet<>()).add(key.substring(slash + 1));
            return;
        }
        all.computeIfPresent(namespace, (_, names) -> {
            names.remove(key.substring(slash + 1));
            return names.isEmpty() ? null : names;
        });
    }

    void slice(String key, Optional<EndpointSliceFact> slice) {
        Slice before = slices.remove(key);
        if (before != null) {
            add(before.service, -before.backends);
        }
        slice.flatMap(fact ->
                        fact.service().map(name -> new Slice(fact.namespace() + "/" + name, GlobalRule.backends(fact))))
                .ifPresent(after -> {
                    slices.put(key, after);
                    add(after.service, after.backends);
                });
    }

    private void add(String service, int count) {
        backends.merge(service, count, (one, other) -> one + other == 0 ? null : one + other);
    }

    Set<String> namespaces() {
        Set<String> all = new HashSet<>(global.keySet());
        all.addAll(exports.keySet());
        return all;
    }

    NavigableMap<String, Integer> globalServices(String namespace) {
        NavigableMap<String, Integer> counts = new TreeMap<>();
        global.getOrDefault(namespace, new TreeSet<>())
                .forEach(name -> counts.put(name, backends.getOrDefault(namespace + "/" + name, 0)));
        return counts;
    }

    NavigableSet<String> exports(String namespace) {
        return exports.getOrDefault(namespace, new TreeSet<>());
    }
}
