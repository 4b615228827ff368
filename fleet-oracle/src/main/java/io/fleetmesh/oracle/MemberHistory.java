package io.fleetmesh.oracle;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a member was asked to hold, from its beginning on. Each step is noted before the member's API is asked for it, so that
 * whoever is shown it finds it here. Thread-safe.
 */
final class MemberHistory {
    /** What a service is from some moment on; each change of it has a generation of its own. */
    record Service(long generation, boolean there, boolean global) {
        boolean exported() {
            return there && global;
        }
    }

    /** Pods that come and go together; none with this name comes twice. */
    record Workload(int replicas, boolean there) {}

    private final Map<String, List<Service>> services = new ConcurrentHashMap<>();
    private final Map<String, List<Set<String>>> backends = new ConcurrentHashMap<>();
    private final Map<String, Workload> workloads = new ConcurrentHashMap<>();

    /** Notes what a service is from now on. */
    Service service(String name, boolean there, boolean global) {
        List<Service> states = services.computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>());
        Service next = new Service(states.size() + 1L, there, global);
        states.add(next);
        return next;
    }

    /** What a service is now; it must have been noted. */
    Service service(String name) {
        return services.getOrDefault(name, List.of()).getLast();
    }

    /** Notes the addresses behind a service from now on; there is always one at least. */
    void backends(String service, Set<String> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(service + " has no backends, expected one at least");
        }
        backends.computeIfAbsent(service, _ -> new CopyOnWriteArrayList<>()).add(Set.copyOf(addresses));
    }

    /** The addresses behind a service now; they must have been noted. */
    Set<String> backends(String service) {
        return backends.getOrDefault(service, List.of()).getLast();
    }

    /** Whether these were at some time the addresses behind a service. */
    boolean hadBackends(String service, Set<String> addresses) {
        return backends.getOrDefault(service, List.of()).contains(addresses);
    }

    /** Notes what a workload is from now on. */
    void workload(String name, Workload workload) {
        workloads.put(name, workload);
    }

    /** Whether a workload has been withdrawn. */
    boolean wasWithdrawn(String workload) {
        Workload known = workloads.get(workload);
        return known != null && !known.there();
    }

    /** Whether a service was not exported at some time after it had this generation. */
    boolean wasWithdrawnAfter(String service, long generation) {
        return services.getOrDefault(service, List.of()).stream()
                .anyMatch(state -> state.generation() > generation && !state.exported());
    }

    /** Generation by service, of those that are exported now. */
    Map<String, Long> exported() {
        Map<String, Long> exported = new TreeMap<>();
        services.forEach((name, states) -> {
            if (states.getLast().exported()) {
                exported.put(name, states.getLast().generation());
            }
        });
        return exported;
    }

    /** How many pods each workload has that is there now. */
    Map<String, Integer> pods() {
        Map<String, Integer> pods = new TreeMap<>();
        workloads.forEach((name, workload) -> {
            if (workload.there()) {
                pods.put(name, workload.replicas());
            }
        });
        return pods;
    }
}
