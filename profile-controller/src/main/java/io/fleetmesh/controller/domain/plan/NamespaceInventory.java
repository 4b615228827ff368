package io.fleetmesh.controller.domain.plan;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What one namespace of a member comes to.
 *
 * @param seen whether the Namespace itself has been seen: what is of one that has not, is not exported
 * @param global the annotation {@code clustermesh.cilium.io/global}
 * @param endpoints pods with an endpoint of Cilium's
 * @param addresses of them
 * @param identities of pods in it
 * @param globalServices Services that are marked global and shared and that agents can use, with the number of their backends'
 *     addresses; whether the namespace takes part is another matter
 * @param exports names of ServiceExports
 */
public record NamespaceInventory(
        boolean seen,
        Optional<String> global,
        int endpoints,
        int addresses,
        int identities,
        NavigableMap<String, Integer> globalServices,
        NavigableSet<String> exports) {

    public NamespaceInventory {
        globalServices = Collections.unmodifiableNavigableMap(new TreeMap<>(globalServices));
        exports = Collections.unmodifiableNavigableSet(new TreeSet<>(exports));
    }

    /** Whether it takes part in the mesh. {@code byDefault} decides where it has no annotation. */
    public boolean takesPart(boolean byDefault) {
        return seen && global.map(value -> value.equalsIgnoreCase("true")).orElse(byDefault);
    }

    /** The same without some of its global Services. */
    NamespaceInventory without(Predicate<String> services) {
        if (globalServices.keySet().stream().noneMatch(services)) {
            return this;
        }
        NavigableMap<String, Integer> left = new TreeMap<>(globalServices);
        left.keySet().removeIf(services);
        return new NamespaceInventory(seen, global, endpoints, addresses, identities, left, exports);
    }

    /** Whether something is exported of it, if it takes part. */
    public boolean exportsSomething() {
        return !globalServices.isEmpty() || !exports.isEmpty();
    }

    public int backends() {
        return globalServices.values().stream().mapToInt(Integer::intValue).sum();
    }
}
