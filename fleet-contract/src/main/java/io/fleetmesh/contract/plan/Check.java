package io.fleetmesh.contract.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Collection;
import java.util.List;

/**
 * One thing that was looked at before anything is done.
 *
 * @param name stable, what an override names: {@code pod-cidr-overlap}
 * @param category what it stands with
 * @param title what holds if it passes, as a sentence
 * @param level the gravest of its findings
 * @param fact what it rests on, also if it passes
 * @param findings gravest first, at most {@link #MAX_FINDINGS}
 * @param omitted how many more there are
 * @param failing whom failures concern, those included that are omitted; by member ID, ascending. Absent if
 *     nobody, and in records of earlier releases: then as its findings say
 */
public record Check(
        String name,
        String category,
        String title,
        Level level,
        String fact,
        List<Finding> findings,
        int omitted,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> failing) {
    /** More would help nobody, and a plan must fit into a record. */
    public static final int MAX_FINDINGS = 20;

    public Check {
        findings = List.copyOf(findings);
        failing = failing.isEmpty() ? failing(findings, List.of()) : List.copyOf(failing);
    }

    /** One whose findings say whom failures concern. */
    public Check(
            String name, String category, String title, Level level, String fact, List<Finding> findings, int omitted) {
        this(name, category, title, level, fact, findings, omitted, List.of());
    }

    /**
     * Whom failures among {@code findings} concern.
     *
     * @param all whom those concern that name nobody
     */
    public static List<String> failing(Collection<Finding> findings, List<String> all) {
        return findings.stream()
                .filter(finding -> finding.level() == Level.FAIL)
                .map(finding -> finding.members().isEmpty() ? all : finding.members())
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
    }
}
