package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.TreeMap;

/** A provider that keeps Cilium itself puts back whatever a mesh changes: such a member can be looked at, and not joined. */
final class CiliumOwner {
    private CiliumOwner() {}

    static String judge(CheckInput in, Judgement out) {
        TreeMap<String, List<String>> keepers = new TreeMap<>();
        for (Subject subject : in.all()) {
            Owned agents = subject.inventory().owners().map(OwnersFact::agents).orElse(Owned.UNKNOWN);
            Spread.add(keepers, Marks.owner(agents), subject);
            subject.inventory()
                    .owners()
                    .ifPresentOrElse(
                            owners -> judge(subject.id(), owners, out),
                            () -> out.unknown(
                                    subject.id(),
                                    "who keeps its Cilium",
                                    "let the watcher get DaemonSet kube-system/cilium"));
        }
        return keepers.isEmpty() ? "no member" : Spread.counted(keepers);
    }

    private static void judge(String member, OwnersFact owners, Judgement out) {
        switch (owners.agents().presence()) {
            case UNKNOWN ->
                out.unknown(member, "who keeps its Cilium", "let the watcher get DaemonSet kube-system/cilium");
            case ABSENT ->
                out.fail(
                        List.of(member),
                        member + " has no DaemonSet kube-system/cilium",
                        "install Cilium with the Helm values that 'fleetctl get member " + member + " -o helm' prints");
            case PRESENT -> {
                if (Marks.isProviders(owners.agents())) {
                    String nodes = owners.nodeLabels()
                            .filter(labels -> !labels.isEmpty())
                            .map(labels -> ", nodes have " + new TreeMap<>(labels))
                            .orElse("");
                    out.fail(
                            List.of(member),
                            "a provider keeps Cilium in " + member + " and puts back what is changed"
                                    + Marks.text(owners.agents()) + nodes,
                            "declare it with mode: observe, or run a Cilium of your own in it (on AKS: bring-your-own CNI)");
                }
            }
        }
    }
}
