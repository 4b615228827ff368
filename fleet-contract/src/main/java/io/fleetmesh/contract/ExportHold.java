package io.fleetmesh.contract;

/**
 * What a member of {@code profile} begins to export waits, as long as this stands: it gives to the mesh the names alone of which
 * an {@link ExportApproval} names it. Written after the approvals of all that was exported before.
 */
public record ExportHold(String profile) implements FleetRecord {
    @Override
    public String key() {
        return profile;
    }
}
