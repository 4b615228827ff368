package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts endpoints, their addresses, and identities by namespace. An endpoint costs a slot of {@link LongCounts}, about 24 bytes,
 * wherever it is from; a CiliumEndpointSlice costs one object for all that are in it.
 */
final class EndpointTally {
    private static final int MOST_ADDRESSES = 0xffff;
    private static final int PRESENT = 1 << 16;

    /** Of one namespace. */
    static final class Count {
        int endpoints;
        int addresses;
        int identities;

        boolean isEmpty() {
            return endpoints == 0 && addresses == 0 && identities == 0;
        }
    }

    private record Slice(String namespace, int endpoints, int addresses) {}

    private final Map<String, Count> byNamespace = new HashMap<>();
    private final LongCounts endpoints = new LongCounts();
    private final Map<String, Slice> slices = new HashMap<>();
    private final LongCounts identities = new LongCounts();
    private final List<String> namespaceNames = new ArrayList<>();
    private final Map<String, Integer> namespaceNumbers = new HashMap<>();

    /** @param rest of the key: {@code namespace/name} */
    void endpoint(String rest, Optional<PodEndpoint> endpoint) {
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return;
        }
        int after = endpoint.map(found -> PRESENT | Math.min(found.ips().size(), MOST_ADDRESSES))
                .orElse(0);
        int before = endpoints.put(LongCounts.hash(rest), after);
        if (before != after) {
            add(
                    rest.substring(0, slash),
                    (after >> 16) - (before >> 16),
                    (after & MOST_ADDRESSES) - (before & MOST_ADDRESSES),
                    0);
        }
    }

    void slice(String name, String namespace, Collection<PodEndpoint> of) {
        removeSlice(name);
        int addresses = of.stream().mapToInt(endpoint -> endpoint.ips().size()).sum();
        slices.put(name, new Slice(namespace, of.size(), addresses));
        add(namespace, of.size(), addresses, 0);
    }

    void removeSlice(String name) {
        Slice slice = slices.remove(name);
        if (slice != null) {
            add(slice.namespace, -slice.endpoints, -slice.addresses, 0);
        }
    }

    /** @param namespace of its pods; empty for none, absent if it is gone */
    void identity(String name, Optional<String> namespace) {
        int after = namespace.map(this::number).orElse(0);
        int before = identities.put(LongCounts.hash(name), after);
        if (before != after) {
            if (before != 0) {
                add(namespaceNames.get(before - 1), 0, 0, -1);
            }
            namespace.ifPresent(text -> add(text, 0, 0, 1));
        }
    }

    /** From 1. */
    private int number(String namespace) {
        return namespaceNumbers.computeIfAbsent(namespace, text -> {
            namespaceNames.add(text);
            return namespaceNames.size();
        });
    }

    private void add(String namespace, int endpoints, int addresses, int identities) {
        Count count = byNamespace.computeIfAbsent(namespace, _ -> new Count());
        count.endpoints += endpoints;
        count.addresses += addresses;
        count.identities += identities;
        if (count.isEmpty()) {
            byNamespace.remove(namespace);
        }
    }

    Set<String> namespaces() {
        return byNamespace.keySet();
    }

    @Nullable
    Count of(String namespace) {
        return byNamespace.get(namespace);
    }
}
