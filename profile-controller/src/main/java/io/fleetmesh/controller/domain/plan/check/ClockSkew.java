package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Optional;

/**
 * Mesh certificates are valid from five minutes before they are issued, so that a clock may be late by that much; which of two
 * ServiceExports is the older, and when tokens end, rests on clocks, too. A clock that is half a minute off is not kept by anybody
 * and will soon be off by more.
 */
final class ClockSkew {
    private static final int WARN_SECONDS = 2;
    private static final int FAIL_SECONDS = 30;

    private ClockSkew() {}

    static String judge(CheckInput in, Judgement out) {
        int known = 0;
        int worst = 0;
        String whose = "";
        for (Subject subject : in.all()) {
            Optional<Integer> skew = subject.inventory().cluster().flatMap(ClusterFact::clockSkewSeconds);
            if (skew.isEmpty()) {
                out.unknown(
                        subject.id(), "what its clock says", "see whether its API server answers with a Date header");
                continue;
            }
            int off = Math.abs(skew.get());
            known++;
            if (off > worst) {
                worst = off;
                whose = " (" + subject.id() + ", " + (skew.get() > 0 ? "ahead" : "behind") + ")";
            }
            String fact = "the clock of " + subject.id() + " is " + off + " s "
                    + (skew.get() > 0 ? "ahead of" : "behind") + " the watcher's";
            if (off > FAIL_SECONDS) {
                out.fail(
                        List.of(subject.id()),
                        fact + "; mesh certificates bear 300 s, and a clock that nobody keeps goes on like this",
                        "see to time synchronization (chrony, NTP) on its nodes and on the hub's");
            } else if (off > WARN_SECONDS) {
                out.warn(
                        List.of(subject.id()),
                        fact + ": which of two exports is older is decided by clocks",
                        "see to time synchronization on its nodes and on the hub's");
            }
        }
        return Count.part(known, in.subjects().size(), "clock") + " known, at most " + worst + " s off the watcher's"
                + whose;
    }
}
