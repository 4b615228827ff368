package io.fleetmesh.contract.plan;

import java.util.List;

/**
 * One thing that was looked at before anything is done.
 *
 * @param name stable, what an override names: {@code pod-cidr-overlap}
 * @param category what it stands with
 * @param title what holds if it passes, as a sentence
 * @param level the gravest of its findings
 * @param fact what was looked at, in numbers
 * @param findings gravest first, at most {@link #MAX_FINDINGS}
 * @param omitted how many more there are
 */
public record Check(
        String name, String category, String title, Level level, String fact, List<Finding> findings, int omitted) {
    /** More would help nobody, and a plan must fit into a record. */
    public static final int MAX_FINDINGS = 20;

    public Check {
        findings = List.copyOf(findings);
    }
}
