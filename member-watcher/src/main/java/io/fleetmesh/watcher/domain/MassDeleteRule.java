package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;

/**
 * When deletes inferred from a list are too many to be believed. Deletes that a watch reports are not inferred.
 *
 * @param share of a family, above 0 and at most 1; more than this is held
 * @param least fewer deletes than this are never held
 */
public record MassDeleteRule(double share, int least) {
    /** Half of a family, from ten objects on. */
    public static final MassDeleteRule STANDARD = new MassDeleteRule(0.5, 10);

    /** Any at all. */
    public static final MassDeleteRule ANY = new MassDeleteRule(Double.MIN_VALUE, 1);

    /** A tenth of a family, from ten objects on: for two kinds that say the same of the same pods. */
    public static final MassDeleteRule SWITCH = new MassDeleteRule(0.1, 10);

    public MassDeleteRule {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "share of a mass delete is " + share + ", expected above 0 and at most 1");
        }
        if (least < 1) {
            throw new IllegalArgumentException("least number of a mass delete is " + least + ", expected 1 or more");
        }
    }

    /**
     * What holds for a list. A kind that is not served any more, and a configuration that is gone, decide about more than
     * themselves: such a delete is never taken from a list alone.
     */
    public static MassDeleteRule of(FamilySnapshot list) {
        return list.served() && list.family() != Family.CILIUM_CONFIG ? STANDARD : ANY;
    }

    boolean holds(int deletes, int known) {
        return deletes >= least && deletes > share * known;
    }
}
