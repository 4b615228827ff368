package io.fleetmesh.aggregator.domain;

import java.util.Comparator;

/** A Service's namespace and name; ordered by namespace, then name. */
public record ServiceName(String namespace, String name) implements Comparable<ServiceName> {
    private static final Comparator<ServiceName> ORDER =
            Comparator.comparing(ServiceName::namespace).thenComparing(ServiceName::name);

    /** From {@code namespace/name}. */
    static ServiceName parse(String text) {
        int slash = text.indexOf('/');
        return new ServiceName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(ServiceName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
