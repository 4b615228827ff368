package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.controller.domain.Selection;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.NamespaceInventory;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Namespaces that export something which no rule of the profile allows. */
final class ExportGuards {
    private ExportGuards() {}

    static String judge(CheckInput in, Judgement out) {
        List<ExportRule> rules = in.spec()
                .flatMap(NetworkProfileSpec::exportGuard)
                .map(ExportGuard::rules)
                .orElse(List.of());
        if (rules.isEmpty()) {
            return "the profile has no rules";
        }
        in.all().forEach(subject -> judge(subject, rules, in.namespacesGlobal(), out));
        return rules.size() + " rules";
    }

    private static void judge(Subject subject, List<ExportRule> rules, boolean byProfile, Judgement out) {
        List<ExportRule> own = rules.stream()
                .filter(rule -> Selection.matches(rule.memberSelector(), subject.labels()))
                .toList();
        if (!subject.inventory().isComplete(Family.NAMESPACE)
                || !subject.inventory().isComplete(Family.SERVICE)) {
            out.unknown(subject.id(), "all that it exports", "wait until its Namespaces and Services have been listed");
        }
        boolean byDefault = subject.inventory().namespacesGlobal(byProfile);
        List<String> forbidden = new ArrayList<>();
        for (Map.Entry<String, NamespaceInventory> entry :
                subject.inventory().namespaces().entrySet()) {
            boolean exports =
                    entry.getValue().takesPart(byDefault) && entry.getValue().exportsSomething();
            if (exports && own.stream().noneMatch(rule -> allows(rule, entry.getKey()))) {
                forbidden.add(entry.getKey());
            }
        }
        if (!forbidden.isEmpty()) {
            out.fail(
                    List.of(subject.id()),
                    subject.id() + " exports services of " + Judgement.names(forbidden)
                            + ", which no rule of the export guard" + " allows",
                    "add a rule to spec.exportGuard, or annotate the namespaces with clustermesh.cilium.io/global=false");
        }
    }

    private static boolean allows(ExportRule rule, String namespace) {
        return rule.namespaces().map(names -> has(names, namespace)).orElse(true);
    }

    private static boolean has(Namespaces names, String namespace) {
        return (names.only().isEmpty() || names.only().contains(namespace))
                && !names.except().contains(namespace);
    }
}
