package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.ExportHold;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Member;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose exports are held, and which names members may export then: the fold of the topic {@code export-approvals}. A name
 * without a record is nobody's to export while its profile's exports are held. Not thread-safe.
 */
public final class Approvals {
    private final Set<String> holding = new HashSet<>();
    private final Map<String, ExportApproval> approvals = new HashMap<>();

    /**
     * What a record may have changed.
     *
     * @param profile for whose members
     * @param name of which service; empty for all
     */
    public record Change(String profile, Optional<ServiceName> name) {}

    /**
     * Takes the newest record of its key.
     *
     * @param record empty for a tombstone
     * @return empty if it is of no concern
     */
    public Optional<Change> apply(String key, Optional<FleetRecord> record) {
        if (record.isEmpty()) {
            return remove(key);
        }
        return switch (record.get()) {
            case ExportHold(String profile) -> {
                holding.add(profile);
                yield Optional.of(new Change(profile, Optional.empty()));
            }
            case ExportApproval approval -> {
                approvals.put(key, approval);
                yield of(approval);
            }
            default -> Optional.empty();
        };
    }

    private Optional<Change> remove(String key) {
        ExportApproval gone = approvals.remove(key);
        if (gone != null) {
            return of(gone);
        }
        return holding.remove(key) ? Optional.of(new Change(key, Optional.empty())) : Optional.empty();
    }

    private Optional<Change> of(ExportApproval approval) {
        // Before exports are held, approvals are only got ready.
        return holding.contains(approval.profile())
                ? Optional.of(new Change(
                        approval.profile(), Optional.of(new ServiceName(approval.namespace(), approval.name()))))
                : Optional.empty();
    }

    /** Whether the member may not export the name, should it want to. */
    public boolean isHeld(Member member, ServiceName name) {
        if (!holding.contains(member.profile())) {
            return false;
        }
        ExportApproval approval = approvals.get(ExportApproval.key(member.profile(), name.namespace(), name.name()));
        return approval == null || !approval.members().contains(member.id());
    }
}
