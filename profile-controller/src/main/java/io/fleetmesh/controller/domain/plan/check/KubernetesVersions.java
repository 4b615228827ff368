package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What counts is what Cilium is tested with: 1.30 to 1.33 by 1.18, 1.32 to 1.35 by 1.19, 1.33 to 1.36 by 1.20 (the table "Kubernetes
 * Compatibility" of each). Others may work. API servers of different members do not meet, so that no distance forbids anything; but
 * each Cilium is tested with four minor versions, and members further apart hinder each other when Cilium is upgraded.
 */
final class KubernetesVersions {
    private static final Minor OLDEST = new Minor(1, 30);
    private static final Minor NEWEST = new Minor(1, 36);
    private static final int APART = 2;

    private KubernetesVersions() {}

    static String judge(CheckInput in, Judgement out) {
        NavigableMap<Minor, List<String>> all = new TreeMap<>();
        NavigableMap<Minor, List<String>> joined = new TreeMap<>();
        for (Subject subject : in.all()) {
            Optional<Minor> version = subject.inventory()
                    .cluster()
                    .flatMap(ClusterFact::kubernetesVersion)
                    .flatMap(Minor::of);
            if (version.isEmpty()) {
                out.unknown(subject.id(), "which Kubernetes it runs", "see whether its API server answers /version");
            }
            version.ifPresent(found -> {
                Spread.add(all, found, subject);
                if (!subject.member().observed()) {
                    Spread.add(joined, found, subject);
                }
            });
        }
        untested(all.headMap(OLDEST, false), "upgrade to " + OLDEST + " or newer", out);
        untested(
                all.tailMap(NEWEST, false),
                "try Cilium in such a cluster before others depend on it, or stay at " + NEWEST + " or older",
                out);
        apart(joined, out);
        return all.isEmpty() ? "no version is known" : Spread.text(all);
    }

    private static void untested(NavigableMap<Minor, List<String>> found, String remedy, Judgement out) {
        found.forEach((version, members) -> out.warn(
                members,
                "Kubernetes " + version + " in " + Judgement.names(members) + ": no supported Cilium is tested with it",
                remedy));
    }

    /** Names the two ends alone: who stands between them has no part in it. */
    private static void apart(NavigableMap<Minor, List<String>> joined, Judgement out) {
        if (joined.isEmpty()) {
            return;
        }
        Minor oldest = joined.firstKey();
        Minor newest = joined.lastKey();
        if (oldest.major() == newest.major() && newest.minor() - oldest.minor() <= APART) {
            return;
        }
        List<String> behind = joined.firstEntry().getValue();
        List<String> ahead = joined.lastEntry().getValue();
        out.warn(
                Stream.of(behind, ahead).flatMap(Collection::stream).toList(),
                "Kubernetes " + oldest + " in " + Judgement.names(behind) + " and " + newest + " in "
                        + Judgement.names(ahead) + ": more than " + APART + " minor versions apart",
                "bring those of " + oldest + " up: few versions of Cilium, or none, are tested with both ends");
    }
}
