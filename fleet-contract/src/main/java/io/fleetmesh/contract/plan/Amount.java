package io.fleetmesh.contract.plan;

/**
 * How much is seen.
 *
 * @param services that are global and shared, of namespaces that take part
 * @param backends addresses that those services have
 * @param endpoints pods whose identities and addresses are seen
 */
public record Amount(long services, long backends, long endpoints) {
    public static final Amount NONE = new Amount(0, 0, 0);

    public Amount plus(Amount other) {
        return new Amount(services + other.services, backends + other.backends, endpoints + other.endpoints);
    }

    /** What this has more than {@code other}, each number for itself; never below zero. */
    public Amount without(Amount other) {
        return new Amount(
                Math.max(0, services - other.services),
                Math.max(0, backends - other.backends),
                Math.max(0, endpoints - other.endpoints));
    }
}
