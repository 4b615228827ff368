package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.fleet.Refusal.Cause;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Optional;

/** Agents know clusters by name: each has its own, and it is the one that its Cilium is configured with. */
final class ClusterName {
    private ClusterName() {}

    static String judge(CheckInput in, Judgement out) {
        in.all().forEach(subject -> {
            changed(subject, out);
            configured(subject, out);
        });
        Duplicates.of(in.all(), subject -> subject.member().clusterName())
                .forEach(
                        (name, members) -> out.fail(
                                members,
                                "cluster name '" + name + "' is that of " + String.join(" and ", members),
                                "let one of them join under another name: a cluster gets one when Cilium is installed anew with it"));
        LeftOut.judge(
                in,
                out,
                Cause.CLUSTER_NAME,
                "set up Cilium anew in it with such a name, or take it out of the profile; who overrides this plans without it");
        return Count.of(in.subjects().size(), "name") + ": "
                + Judgement.names(in.all().stream()
                        .map(subject -> subject.member().clusterName())
                        .sorted()
                        .toList());
    }

    private static void changed(Subject subject, Judgement out) {
        Optional<String> before = subject.before().map(Member::clusterName);
        String after = subject.member().clusterName();
        if (before.isPresent() && !before.get().equals(after)) {
            out.fail(
                    List.of(subject.id()),
                    subject.id() + " is a member as cluster '" + before.get() + "' and would be '" + after + "'",
                    "declare it under a new member ID, let the old one leave, then let the new one join");
        }
    }

    private static void configured(Subject subject, Judgement out) {
        Optional<CiliumConfigFact> config = subject.config();
        if (config.isEmpty()) {
            out.unknown(subject.id(), "cilium-config", "see whether Cilium is installed and the watcher may read it");
            return;
        }
        String wanted = subject.member().clusterName();
        String found = config.get().clusterName().orElse("default");
        if (!found.equals(wanted)) {
            out.fail(
                    List.of(subject.id()),
                    "Cilium in " + subject.id() + " has cluster-name '" + found + "', the plan has '" + wanted + "'",
                    found.equals("default")
                            ? "install Cilium with the Helm value cluster.name=" + wanted
                            : "plan again if the cluster was set up anew; else set cluster.name=" + wanted + " again");
        }
    }
}
