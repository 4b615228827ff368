package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cilium 1.19 changed the default of {@code policy-default-local-cluster} to true: a policy that names no cluster then allows the
 * own one only. Where it is not set, an upgrade to 1.19 cuts off what others were allowed to.
 */
final class PolicyDefault {
    private static final String NAME = "policy-default-local-cluster";
    private static final Minor CHANGED = new Minor(1, 19);
    private static final String INSPECT =
            "'cilium clustermesh inspect-policy-default-local-cluster' lists the policies that it concerns";

    private PolicyDefault() {}

    static String judge(CheckInput in, Judgement out) {
        TreeMap<Boolean, List<String>> joined = new TreeMap<>();
        Optional<Boolean> wanted = in.settings().policyDefaultLocalCluster();
        for (Subject subject : in.all()) {
            Optional<Boolean> found = of(subject);
            if (found.isEmpty()) {
                out.unknown(subject.id(), NAME, "look it up in its cilium-config; " + INSPECT);
            } else if (wanted.isPresent() && !wanted.equals(found)) {
                out.fail(
                        List.of(subject.id()),
                        subject.id() + " has " + NAME + " " + found.get() + ", the profile asks for " + wanted.get(),
                        "set the Helm value clustermesh.policyDefaultLocalCluster=" + wanted.get() + "; " + INSPECT);
            }
            found.ifPresent(value -> Spread.add(joined, value, subject));
            upgrade(subject, out);
        }
        if (joined.size() > 1) {
            out.warn(
                    List.of(),
                    NAME + " is " + Spread.text(joined) + ": the same policy allows different clusters",
                    "set it to the same everywhere; " + INSPECT);
        }
        return NAME + (joined.isEmpty() ? " is not known" : " is " + Spread.text(joined));
    }

    private static void upgrade(Subject subject, Judgement out) {
        boolean unset = subject.inventory()
                .network()
                .filter(network -> network.policyDefaultLocalCluster().isEmpty())
                .isPresent();
        boolean older =
                version(subject).filter(found -> found.compareTo(CHANGED) < 0).isPresent();
        if (unset && older) {
            out.warn(
                    List.of(subject.id()),
                    subject.id() + " does not set " + NAME + ", which becomes true when it is upgraded to " + CHANGED,
                    "set it to false before the upgrade, or name clusters in policies; " + INSPECT);
        }
    }

    /** What holds in a member: what is set, or its version's default. */
    private static Optional<Boolean> of(Subject subject) {
        return subject.inventory()
                .network()
                .flatMap(network -> network.policyDefaultLocalCluster()
                        .or(() -> version(subject).map(found -> found.compareTo(CHANGED) >= 0)));
    }

    private static Optional<Minor> version(Subject subject) {
        return subject.inventory().ciliumVersion().flatMap(Minor::of);
    }
}
