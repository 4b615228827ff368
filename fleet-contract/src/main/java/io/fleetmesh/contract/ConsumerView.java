package io.fleetmesh.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;

/**
 * What a consumer may see.
 *
 * @param consumer member ID
 * @param clusterName the consumer's cluster name; its agents' certificates are named {@code local-<cluster name>}
 * @param sources member IDs, ascending, never the consumer itself
 * @param namespaces by source, which of its namespaces; all of a source that is not named here, and absent in records of
 *     earlier releases, as {@code draining} is. Whatever is of a namespace is
 *     governed by it: services, exports, slices, identities, addresses of pods. Nodes are of none
 * @param draining those of the sources whose services are withdrawn, while their nodes, identities and addresses stay, so
 *     that what flows already goes on
 */
public record ConsumerView(
        String consumer,
        String clusterName,
        List<String> sources,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, NamespaceChoice> namespaces,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> draining)
        implements FleetRecord {

    public ConsumerView {
        sources = List.copyOf(sources);
        namespaces = Map.copyOf(namespaces);
        draining = List.copyOf(draining);
    }

    /** All of {@code sources}. */
    public ConsumerView(String consumer, String clusterName, List<String> sources) {
        this(consumer, clusterName, sources, Map.of(), List.of());
    }

    /** Which namespaces of {@code source} are seen, provided that it is a source. */
    public NamespaceChoice namespacesOf(String source) {
        return namespaces.getOrDefault(source, NamespaceChoice.ALL);
    }

    @Override
    public String key() {
        return consumer;
    }
}
