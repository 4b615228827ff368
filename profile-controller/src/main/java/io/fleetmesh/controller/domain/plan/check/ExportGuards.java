package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.NamespaceChoice;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.controller.domain.fleet.Sights;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.NamespaceInventory;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the profile's export guard hides. That services vanish for who sees them now is forbidden until somebody answers for it, for a
 * rule too narrow looks just like one that is meant so; what nobody sees yet is only told.
 */
final class ExportGuards {
    private static final String NOT_ALLOWED = ": no rule of the export guard allows it";

    private final Judgement out;
    private final boolean byProfile;
    private final Map<String, NamespaceChoice> shown = new HashMap<>();

    private ExportGuards(CheckInput in, Judgement out) {
        this.out = out;
        this.byProfile = in.namespacesGlobal();
        in.standing().values().forEach(this::show);
    }

    static String judge(CheckInput in, Judgement out) {
        int rules = in.spec()
                .flatMap(NetworkProfileSpec::exportGuard)
                .map(ExportGuard::rules)
                .map(List::size)
                .orElse(0);
        String hold = hold(in, out);
        if (rules == 0) {
            return "the profile has no rules" + hold;
        }
        ExportGuards guards = new ExportGuards(in, out);
        in.spec()
                .ifPresent(profile -> in.all()
                        .forEach(subject -> guards.judge(subject, Sights.exportable(profile, subject.labels()))));
        return rules + " rules" + hold;
    }

    /** That exports are held hides nothing that is shown; that they are held no more shows what nobody has approved. */
    private static String hold(CheckInput in, Judgement out) {
        if (holds(in.spec())) {
            return holds(in.applied())
                    ? "; exports of names that others export wait for approval"
                    : "; from now on exports of names that others export wait for approval, and what is exported"
                            + " already stays";
        }
        if (!holds(in.applied())) {
            return "";
        }
        new TreeMap<>(in.waiting())
                .forEach((member, services) -> out.warn(
                        List.of(member),
                        member + " exports " + Judgement.names(services)
                                + ", which wait for approval and would be seen by all that see " + member,
                        "leave spec.exportGuard.holdFirstExport as it is, if that is not meant"));
        return "; exports are held no more, and what waits for approval is shown";
    }

    private static boolean holds(Optional<NetworkProfileSpec> spec) {
        return spec.flatMap(NetworkProfileSpec::exportGuard)
                .filter(ExportGuard::holdFirstExport)
                .isPresent();
    }

    private void show(ConsumerView view) {
        for (String source : view.sources()) {
            shown.merge(source, view.namespacesOf(source), NamespaceChoice::or);
        }
    }

    private void judge(Subject subject, NamespaceChoice allowed) {
        if (allowed.equals(NamespaceChoice.ALL)) {
            return;
        }
        if (!subject.inventory().isComplete(Family.NAMESPACE)
                || !subject.inventory().isComplete(Family.SERVICE)) {
            out.unknown(subject.id(), "all that it exports", "wait until its Namespaces and Services have been listed");
        }
        NamespaceChoice now = shown.getOrDefault(subject.id(), NamespaceChoice.NONE);
        boolean byDefault = subject.inventory().namespacesGlobal(byProfile);
        List<String> vanishing = new ArrayList<>();
        List<String> forgotten = new ArrayList<>();
        List<String> hidden = new ArrayList<>();
        for (Map.Entry<String, NamespaceInventory> entry :
                subject.inventory().namespaces().entrySet()) {
            String name = entry.getKey();
            NamespaceInventory namespace = entry.getValue();
            if (allowed.has(name) || !namespace.takesPart(byDefault)) {
                continue;
            }
            if (namespace.exportsSomething()) {
                (now.has(name) ? vanishing : hidden).add(name);
            } else if (now.has(name) && namespace.endpoints() > 0) {
                forgotten.add(name);
            }
        }
        tell(subject.id(), vanishing, forgotten, hidden);
    }

    private void tell(String member, List<String> vanishing, List<String> forgotten, List<String> hidden) {
        List<String> members = List.of(member);
        if (!vanishing.isEmpty()) {
            out.fail(
                    members,
                    member + " exports services of " + Judgement.names(vanishing)
                            + ", which others see now and would see no more" + NOT_ALLOWED,
                    "add a rule to spec.exportGuard, or override this check if that is to be hidden");
        }
        if (!forgotten.isEmpty()) {
            out.warn(
                    members,
                    "pods of " + Judgement.names(forgotten) + " in " + member
                            + " would be hidden, and policies of others would not know them any more" + NOT_ALLOWED,
                    "add a rule to spec.exportGuard if these pods call services of others");
        }
        if (!hidden.isEmpty()) {
            out.warn(
                    members,
                    member + " exports services of " + Judgement.names(hidden) + ", which nobody sees" + NOT_ALLOWED,
                    "add a rule to spec.exportGuard if that is to be seen; otherwise annotate the namespaces with"
                            + " clustermesh.cilium.io/global=false");
        }
    }
}
