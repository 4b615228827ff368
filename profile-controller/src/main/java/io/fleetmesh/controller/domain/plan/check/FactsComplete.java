package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.Family;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the other checks and the counts rest on all that there is. */
final class FactsComplete {
    private FactsComplete() {}

    static String judge(CheckInput in, Judgement out) {
        in.all().forEach(subject -> judge(subject, out));
        long whole = in.all().stream()
                .map(Subject::inventory)
                .filter(inventory ->
                        missing(inventory).isEmpty() && inventory.held().isEmpty() && inventory.unreadable() == 0)
                .count();
        int nodes = in.all().stream()
                .mapToInt(subject -> subject.inventory().nodes().size())
                .sum();
        int namespaces = in.all().stream()
                .mapToInt(subject -> subject.inventory().namespaces().size())
                .sum();
        return "all families of " + Count.part(whole, in.subjects().size(), "member") + " are listed and readable; "
                + Count.of(nodes, "node") + " and " + Count.of(namespaces, "namespace") + " are known";
    }

    private static void judge(Subject subject, Judgement out) {
        MemberInventory inventory = subject.inventory();
        missing(inventory)
                .forEach(family -> out.unknown(
                        subject.id(),
                        "all of family " + family.segment(),
                        "wait until it has been listed; if that takes long, see the watcher's health"));
        if (!inventory.held().isEmpty()) {
            out.warn(
                    List.of(subject.id()),
                    subject.id() + " has lost so many objects that their removal is held back: "
                            + inventory.held().stream().map(Family::segment).collect(Collectors.joining(", ")),
                    "see whether they are really gone; the counts below still have them");
        }
        if (inventory.unreadable() > 0) {
            out.warn(
                    List.of(subject.id()),
                    subject.id() + " has " + inventory.unreadable() + " objects that cannot be read",
                    "see topic problems for which they are; what was known of them before still counts");
        }
    }

    private static Set<Family> missing(MemberInventory inventory) {
        Set<Family> wanted = EnumSet.allOf(Family.class);
        wanted.removeAll(EnumSet.of(Family.CILIUM_AGENT, Family.CILIUM_ENDPOINT, Family.CILIUM_ENDPOINT_SLICE));
        inventory.config().ifPresent(config -> {
            wanted.add(config.endpointSlices() ? Family.CILIUM_ENDPOINT_SLICE : Family.CILIUM_ENDPOINT);
            if (!config.mcsApi()) {
                wanted.remove(Family.SERVICE_EXPORT);
            }
        });
        wanted.removeAll(inventory.complete());
        return wanted;
    }
}
