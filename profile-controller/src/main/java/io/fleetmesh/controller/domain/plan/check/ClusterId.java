package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumNetwork;
import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.fleet.Refusal.Cause;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A cluster's ID is in the numbers of its identities: unique, never changed, and such that its datapath can carry it. */
final class ClusterId {
    private static final int HIGH_BIT = 0x80;
    private static final Set<String> REFUSING_IPAM = Set.of("eni", "alibabacloud");

    private ClusterId() {}

    static String judge(CheckInput in, Judgement out) {
        in.all().forEach(subject -> {
            changed(subject, out);
            configured(subject, out);
            highBit(subject, out);
        });
        Duplicates.of(in.all(), subject -> Integer.toString(subject.member().clusterId()))
                .forEach((id, members) -> out.fail(
                        members,
                        "cluster ID " + id + " is that of " + String.join(" and ", members),
                        "set up Cilium anew in one of them with an ID of its own; agents would take only one of them"));
        LeftOut.judge(
                in,
                out,
                Cause.CLUSTER_ID,
                "set up Cilium anew in it with such an ID, or take it out of the profile; who overrides this plans without it");
        return Count.of(in.subjects().size(), "ID") + ": "
                + Judgement.names(in.all().stream()
                        .sorted(Comparator.comparingInt(
                                subject -> subject.member().clusterId()))
                        .map(subject -> subject.member().clusterId() + " of " + subject.id())
                        .toList());
    }

    private static void changed(Subject subject, Judgement out) {
        Optional<Integer> before = subject.before().map(Member::clusterId);
        int after = subject.member().clusterId();
        if (before.isPresent() && before.get() != after) {
            out.fail(
                    List.of(subject.id()),
                    subject.id() + " is a member with cluster ID " + before.get() + " and would have " + after,
                    "an ID cannot change while identities with the old one exist: let the member leave, set Cilium up anew,"
                            + " join it under a new member ID");
        }
    }

    private static void configured(Subject subject, Judgement out) {
        Optional<CiliumConfigFact> config = subject.config();
        if (config.isEmpty()) {
            out.unknown(subject.id(), "cilium-config", "see whether Cilium is installed and the watcher may read it");
            return;
        }
        int wanted = subject.member().clusterId();
        int found = config.get().clusterId().orElse(0);
        if (found == 0) {
            out.fail(
                    List.of(subject.id()),
                    "Cilium in " + subject.id() + " has no cluster ID, which keeps its agents out of any mesh",
                    "install Cilium with the Helm value cluster.id=" + wanted
                            + "; pods that run already must be started anew");
        } else if (found != wanted) {
            out.fail(
                    List.of(subject.id()),
                    "Cilium in " + subject.id() + " has cluster-id " + found + ", the plan has " + wanted,
                    "plan again if the cluster was set up anew; else set cluster.id=" + wanted + " again");
        }
    }

    private static void highBit(Subject subject, Judgement out) {
        Optional<String> ipam = subject.config().flatMap(CiliumConfigFact::ipam).filter(REFUSING_IPAM::contains);
        Optional<String> chaining = subject.inventory()
                .network()
                .flatMap(CiliumNetwork::chainingMode)
                .filter("aws-cni"::equals);
        int id = subject.member().clusterId();
        if ((id & HIGH_BIT) != 0 && (ipam.isPresent() || chaining.isPresent())) {
            out.fail(
                    List.of(subject.id()),
                    "cluster ID " + id + " of " + subject.id() + " has bit 0x80, which Cilium refuses with "
                            + ipam.map(mode -> "IPAM " + mode).orElse("aws-cni chaining"),
                    "give it an ID of 1 to 127 or 256 to 383");
        }
    }
}
