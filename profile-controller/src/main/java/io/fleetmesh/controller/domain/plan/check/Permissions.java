package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.Right;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Set;

/** What the member's API answers when the watcher asks what it may (SelfSubjectAccessReview). */
final class Permissions {
    /** Without these a member's exports are not known; the others only serve to judge it. */
    private static final Set<String> NEEDED = Set.of(
            "namespaces",
            "services",
            "endpointslices",
            "configmaps",
            "ciliumnodes",
            "ciliumidentities",
            "ciliumendpoints",
            "ciliumendpointslices",
            "serviceexports");

    private Permissions() {}

    static String judge(CheckInput in, Judgement out) {
        for (Subject subject : in.all()) {
            subject.inventory()
                    .cluster()
                    .ifPresentOrElse(
                            cluster -> judge(subject.id(), cluster, out),
                            () -> out.unknown(
                                    subject.id(),
                                    "what the watcher may do",
                                    "wait until the member's watcher has asked; see its health"));
        }
        return fact(in);
    }

    private static String fact(CheckInput in) {
        List<ClusterFact> asked = in.all().stream()
                .flatMap(subject -> subject.inventory().cluster().stream())
                .toList();
        int denied = asked.stream().mapToInt(fact -> fact.deniedRights().size()).sum();
        int unknown =
                asked.stream().mapToInt(fact -> fact.unknownRights().size()).sum();
        boolean counted = asked.stream().allMatch(fact -> fact.wantedRights().isPresent());
        int wanted =
                asked.stream().mapToInt(fact -> fact.wantedRights().orElse(0)).sum();
        return "watchers of " + Count.part(asked.size(), in.subjects().size(), "member") + " asked for "
                // Watchers of an earlier release do not say how many.
                + (counted ? Count.of(wanted, "right") : "their rights")
                + ": " + denied + " denied, " + unknown + " not answered";
    }

    private static void judge(String member, ClusterFact cluster, Judgement out) {
        for (Right right : cluster.deniedRights()) {
            String fact = "the watcher of " + member + " may not " + text(right);
            String remedy = "give its ServiceAccount this right: see the ClusterRole in docs/operations.md";
            if (NEEDED.contains(right.resource())) {
                out.fail(List.of(member), fact, remedy);
            } else {
                out.warn(List.of(member), fact + ", which serves to judge the member", remedy);
            }
        }
        cluster.unknownRights()
                .forEach(right -> out.unknown(
                        member, "whether the watcher may " + text(right), "see whether the API serves access reviews"));
    }

    private static String text(Right right) {
        return right.verb() + " " + right.resource() + (right.group().isEmpty() ? "" : "." + right.group())
                + right.name().map(name -> " '" + name + "'").orElse("")
                + right.namespace().map(namespace -> " in " + namespace).orElse("");
    }
}
