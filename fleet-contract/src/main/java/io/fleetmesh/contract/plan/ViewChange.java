package io.fleetmesh.contract.plan;

/**
 * What one consumer gains and loses, summed over its sources; which sources, says {@link SightChange}.
 *
 * @param sourcesGained that it did not see at all
 * @param sourcesLost that it sees no more
 * @param sourcesChanged of which it sees other namespaces, by its view or by another default of namespaces, or which begin or
 *     stop to drain
 */
public record ViewChange(
        String consumer, int sourcesGained, int sourcesLost, int sourcesChanged, Amount gained, Amount lost) {}
