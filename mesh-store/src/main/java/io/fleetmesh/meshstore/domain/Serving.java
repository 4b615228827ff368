package io.fleetmesh.meshstore.domain;

/**
 * How one consumer is served at a moment.
 *
 * @param trouble why its agents do not get their view; empty if they do
 * @param connections of its agents
 * @param sources that its view has
 * @param behind of them, those of which not all data is there
 */
public record Serving(String consumer, String trouble, int connections, int sources, int behind) {
    public boolean ready() {
        return trouble.isEmpty();
    }
}
