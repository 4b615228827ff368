package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import java.util.List;
import java.util.function.Predicate;

/**
 * All that one check found, where a {@link Check} shows the gravest of it. Immutable.
 *
 * @param fact what it rests on
 * @param findings gravest first
 * @param everybody whom a failure concerns that names nobody, by member ID
 */
public record Found(Precheck precheck, String fact, List<Finding> findings, List<String> everybody) {
    public Found {
        findings = List.copyOf(findings);
        everybody = List.copyOf(everybody);
    }

    public String name() {
        return precheck.name();
    }

    /** The same with some of its findings. */
    public Found only(Predicate<Finding> wanted) {
        return new Found(precheck, fact, findings.stream().filter(wanted).toList(), everybody);
    }

    /** As it is shown: at most {@link Check#MAX_FINDINGS} of them. */
    public Check check() {
        int shown = Math.min(findings.size(), Check.MAX_FINDINGS);
        return new Check(
                precheck.name(),
                precheck.category(),
                precheck.title(),
                findings.stream().map(Finding::level).reduce(Level.PASS, Level::or),
                fact,
                findings.subList(0, shown),
                findings.size() - shown,
                Check.failing(findings, everybody));
    }
}
