package io.fleetmesh.contract.plan;

import io.fleetmesh.contract.NamespaceChoice;
import java.util.List;
import java.util.Optional;

/**
 * Consumers whose sight of the same sources changes in the same way. Nobody sees itself: who is among both means the others.
 * So a whole mesh is one of these, and not a line for each pair.
 *
 * @param consumers member IDs, ascending
 * @param sources by member ID, ascending
 */
public record SightChange(List<String> consumers, List<SourceChange> sources) {
    public SightChange {
        consumers = List.copyOf(consumers);
        sources = List.copyOf(sources);
    }

    /**
     * How the sight of one source changes for each of the consumers. If it is the same before and after, the source shows more or
     * less of it, by another default of namespaces.
     *
     * @param before nothing if it was not seen
     * @param after nothing if it is not seen any more
     * @param gained for one consumer
     * @param lost for one consumer
     */
    public record SourceChange(
            String source, Optional<Sight> before, Optional<Sight> after, Amount gained, Amount lost) {}

    /**
     * What a consumer sees of a source.
     *
     * @param draining whether its services are withdrawn
     */
    public record Sight(NamespaceChoice namespaces, boolean draining) {}
}
