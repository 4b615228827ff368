package io.fleetmesh.controller.domain.plan.check;

import java.util.ArrayList;
import java.util.List;

/**
 * How a member comes from another mesh without losing traffic. It rests on this: an agent that reads a cluster's entry from another
 * store lists anew and deletes only what the new list does not have. So the entry keeps its name, and the lists must be equal first.
 */
final class Migration {
    private Migration() {}

    private static List<String> observed(String member) {
        return List.of(
                "declare " + member + " with mode: observe, plan and apply: it is watched, and nothing is served to it",
                "run 'fleetctl compare " + member + "' until it lists no difference to what its native mesh serves");
    }

    private static List<String> handOver(String member) {
        return List.of(
                "declare " + member
                        + " with mode: join, plan, and override this check with the comparison as the reason",
                "for each peer, one at a time: point its entry in Secret cilium-clustermesh, under the same name, at the mesh"
                        + " store; agents list anew and delete nothing, since the data is equal",
                "wait until 'cilium-dbg status --all-clusters' shows the peer ready before the next one; the old endpoint in the"
                        + " entry is the way back");
    }

    static List<String> fromNative(String member, boolean helm) {
        List<String> steps = new ArrayList<>(observed(member));
        if (helm) {
            steps.addAll(releaseSecret());
        }
        steps.addAll(handOver(member));
        steps.add(
                "only when no other cluster reads it any more: set the Helm value clustermesh.useAPIServer=false, which removes"
                        + " the clustermesh-apiserver");
        return steps;
    }

    static List<String> fromHelm(String member) {
        List<String> steps = new ArrayList<>(releaseSecret());
        steps.add("plan again: " + member + " has no owner of it then");
        return steps;
    }

    /** Helm deletes what is no more in its chart, unless the object says otherwise. */
    private static List<String> releaseSecret() {
        return List.of(
                "annotate Secret kube-system/cilium-clustermesh with helm.sh/resource-policy=keep, so that Helm leaves it when"
                        + " it is no more part of the release: without it agents drop all their peers",
                "run helm upgrade with clustermesh.config.enabled=false (from Cilium 1.19 on also provide ConfigMap"
                        + " clustermesh-remote-users, or set authMode=legacy)",
                "see that the Secret and its entries are still there, and remove its label app.kubernetes.io/managed-by");
    }

    static List<String> fromAzure(String member) {
        List<String> steps = new ArrayList<>(observed(member));
        steps.add("see check cilium-owner: while Azure manages Cilium in " + member
                + ", it puts its own configuration back, and the member can only observe");
        steps.add(
                "add a node pool or a cluster with a Cilium of your own (AKS with bring-your-own CNI), under a name and ID of"
                        + " its own, join that, and move workloads over: both are seen by all peers meanwhile");
        steps.add("when nothing runs in " + member
                + " any more, remove it from the ClusterMeshProfile, then from the fleet");
        return steps;
    }
}
