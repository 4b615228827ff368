package io.fleetmesh.contract;

import java.util.List;

/**
 * What a consumer may see.
 *
 * @param consumer member ID
 * @param clusterName the consumer's cluster name; its agents' certificates are named {@code local-<cluster name>}
 * @param sources member IDs, ascending, never the consumer itself
 */
public record ConsumerView(String consumer, String clusterName, List<String> sources) implements FleetRecord {
    public ConsumerView {
        sources = List.copyOf(sources);
    }

    @Override
    public String key() {
        return consumer;
    }
}
