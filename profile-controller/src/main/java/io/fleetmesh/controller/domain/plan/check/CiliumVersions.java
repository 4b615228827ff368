package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** 1.18 to 1.20; one minor apart in a mesh is fine, two is a window for upgrades. */
final class CiliumVersions {
    private static final Minor OLDEST = new Minor(1, 18);
    private static final Minor NEWEST = new Minor(1, 20);
    private static final int WINDOW = 2;

    private CiliumVersions() {}

    static String judge(CheckInput in, Judgement out) {
        TreeMap<Minor, List<String>> joined = new TreeMap<>();
        for (Subject subject : in.all()) {
            Optional<Minor> version = subject.inventory().ciliumVersion().flatMap(Minor::of);
            if (version.isEmpty()) {
                out.unknown(
                        subject.id(),
                        "which Cilium it runs",
                        "let the watcher read DaemonSet kube-system/cilium, whose image says it");
            }
            version.ifPresent(found -> {
                supported(subject, found, out);
                if (!subject.member().observed()) {
                    Spread.add(joined, found, subject);
                }
            });
        }
        apart(joined, out);
        return joined.isEmpty() ? "no version is known" : Spread.text(joined);
    }

    private static void supported(Subject subject, Minor found, Judgement out) {
        if (found.compareTo(OLDEST) < 0 || found.compareTo(NEWEST) > 0) {
            out.fail(
                    List.of(subject.id()),
                    subject.id() + " runs Cilium "
                            + subject.inventory().ciliumVersion().orElse(""),
                    "run Cilium " + OLDEST + " to " + NEWEST + ": what others say to a mesh has not been tried");
        }
    }

    private static void apart(NavigableMap<Minor, List<String>> joined, Judgement out) {
        if (joined.size() < 2) {
            return;
        }
        Minor oldest = joined.firstKey();
        Minor newest = joined.lastKey();
        int apart = oldest.major() == newest.major() ? newest.minor() - oldest.minor() : WINDOW + 1;
        String fact = "Cilium " + Spread.text(joined) + ": " + apart + " minor versions apart";
        if (apart > WINDOW) {
            out.fail(List.of(), fact, "upgrade those of " + oldest + " first, one minor version at a time");
        } else if (apart == WINDOW) {
            out.warn(List.of(), fact, "take it for an upgrade window, and bring those of " + oldest + " up soon");
        }
    }
}
