package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.Family;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Optional;

/**
 * Identities have 24 bits, the upper ones are the cluster's ID: with 255 clusters each has 65,535, with 511 it has 32,767, of
 * which the first 255 are reserved. A cluster that has used all gives new pods none.
 */
final class IdentityRange {
    private static final int BITS = 24;
    private static final int RESERVED = 255;
    private static final int WARN_PERCENT = 80;
    private static final int FAIL_PERCENT = 95;

    private record Used(String member, int used, int range) {
        boolean isFullerThan(Used other) {
            return (long) used * other.range > (long) other.used * range;
        }
    }

    private IdentityRange() {}

    static String judge(CheckInput in, Judgement out) {
        Optional<Used> most = Optional.empty();
        for (Subject subject : in.all()) {
            if (!subject.inventory().isComplete(Family.CILIUM_IDENTITY)) {
                out.unknown(
                        subject.id(), "how many identities it has", "wait until its CiliumIdentities have been listed");
            }
            int max = MaxConnectedClusters.of(subject).orElse(MaxConnectedClusters.DEFAULT);
            int range = (1 << (BITS - Integer.bitCount(max))) - 1 - RESERVED;
            int used = subject.inventory().identities();
            Used its = new Used(subject.id(), used, range);
            most = most.filter(before -> !its.isFullerThan(before)).or(() -> Optional.of(its));
            String fact = subject.id() + " has " + used + " identities of " + range + " that max-connected-clusters "
                    + max + " leaves it";
            String remedy =
                    "keep labels that change out of identities (Helm value labels), for instance those of jobs and"
                            + " versions; then restart the pods that have them";
            if (used * 100L > range * (long) FAIL_PERCENT) {
                out.fail(List.of(subject.id()), fact, remedy);
            } else if (used * 100L > range * (long) WARN_PERCENT) {
                out.warn(List.of(subject.id()), fact, remedy);
            }
        }
        return most.map(fullest -> "the fullest range is that of " + fullest.member() + ": " + fullest.used() + " of "
                        + fullest.range() + " identities")
                .orElse("no member");
    }
}
