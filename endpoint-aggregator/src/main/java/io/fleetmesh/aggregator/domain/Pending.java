package io.fleetmesh.aggregator.domain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the facts of a batch may have changed, until it is planned for. Not thread-safe. */
public final class Pending {
    private Set<ServiceName> services = new HashSet<>();
    private Set<Item> items = new HashSet<>();
    private boolean everything;

    public void add(Affected affected) {
        services.addAll(affected.services());
        items.addAll(affected.items());
        everything |= affected.everything();
    }

    public boolean isEmpty() {
        return services.isEmpty() && items.isEmpty() && !everything;
    }

    /** All that was added since the last time. */
    public Affected take() {
        Affected taken = new Affected(services, items, everything, List.of());
        services = new HashSet<>();
        items = new HashSet<>();
        everything = false;
        return taken;
    }
}
