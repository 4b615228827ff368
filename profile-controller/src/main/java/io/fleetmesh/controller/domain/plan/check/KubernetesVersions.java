package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * API servers of different members do not meet; what counts is what their Cilium is tested with, of which the oldest is Kubernetes
 * 1.30 (compatibility table of Cilium 1.18: 1.30 to 1.33). Others may work.
 */
final class KubernetesVersions {
    private static final Minor OLDEST = new Minor(1, 30);

    private KubernetesVersions() {}

    static String judge(CheckInput in, Judgement out) {
        TreeMap<Minor, List<String>> all = new TreeMap<>();
        for (Subject subject : in.all()) {
            Optional<Minor> version = subject.inventory()
                    .cluster()
                    .flatMap(ClusterFact::kubernetesVersion)
                    .flatMap(Minor::of);
            version.ifPresentOrElse(
                    found -> Spread.add(all, found, subject),
                    () -> out.unknown(
                            subject.id(), "which Kubernetes it runs", "see whether its API server answers /version"));
        }
        all.headMap(OLDEST)
                .forEach((version, members) -> out.warn(
                        members,
                        "Kubernetes " + version + " in " + Judgement.names(members)
                                + ": no supported Cilium is tested with it",
                        "upgrade to " + OLDEST + " or newer"));
        return all.isEmpty() ? "no version is known" : Spread.text(all);
    }
}
