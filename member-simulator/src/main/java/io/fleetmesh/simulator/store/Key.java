package io.fleetmesh.simulator.store;

import java.util.Comparator;

/**
 * Where an object stands within its kind; lists are in this order.
 *
 * @param namespace empty for kinds without a namespace
 */
public record Key(String namespace, String name) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::namespace).thenComparing(Key::name);

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
