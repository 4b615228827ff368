package io.fleetmesh.watcher.domain;

/**
 * When deletes inferred from a list are too many to be believed. Deletes that a watch reports are not inferred.
 *
 * @param share of a family, above 0 and at most 1; more than this is held
 * @param least fewer deletes than this are never held
 */
public record MassDeleteRule(double share, int least) {
    /** Half of a family, from ten objects on. */
    public static final MassDeleteRule STANDARD = new MassDeleteRule(0.5, 10);

    public MassDeleteRule {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "share of a mass delete is " + share + ", expected above 0 and at most 1");
        }
        if (least < 1) {
            throw new IllegalArgumentException("least number of a mass delete is " + least + ", expected 1 or more");
        }
    }

    boolean holds(int deletes, int known) {
        return deletes >= least && deletes > share * known;
    }
}
