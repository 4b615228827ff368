package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Cidr;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import io.fleetmesh.controller.domain.plan.check.Ranges.Range;
import java.util.List;
import java.util.Optional;

/** Whether members' addresses come from where the profile says. A range of one family says nothing about the other. */
final class AddressRanges {
    private AddressRanges() {}

    static String judge(CheckInput in, Judgement out) {
        Optional<NetworkProfileSpec.AddressRanges> asked = in.spec().flatMap(NetworkProfileSpec::addressRanges);
        if (asked.isEmpty()) {
            return "the profile asks for none";
        }
        List<Cidr> pods = parsed(asked.get().pods());
        List<Cidr> services = parsed(asked.get().services());
        for (Subject subject : in.all()) {
            outside(PodCidrOverlap.of(subject, out), pods, "pods", out);
            List<Range> own = ServiceCidrOverlap.of(subject).orElse(List.of()).stream()
                    .flatMap(cidr -> Ranges.of(subject.id(), "", cidr).stream())
                    .toList();
            outside(own, services, "services", out);
            if (!services.isEmpty() && own.isEmpty()) {
                out.unknown(subject.id(), "which service CIDRs there are", "compare them with the profile's by hand");
            }
        }
        return "for pods " + text(pods) + ", for Services " + text(services);
    }

    private static String text(List<Cidr> ranges) {
        return ranges.isEmpty()
                ? "any"
                : Judgement.names(ranges.stream().map(Cidr::text).toList());
    }

    private static List<Cidr> parsed(List<String> texts) {
        return texts.stream().flatMap(text -> Cidr.of(text).stream()).toList();
    }

    /** One finding for each member: its first range that is outside, and how many more there are. */
    private static void outside(List<Range> ranges, List<Cidr> allowed, String field, Judgement out) {
        List<Range> outside = ranges.stream()
                .filter(range -> isOutside(range.cidr(), allowed))
                .toList();
        if (!outside.isEmpty()) {
            Range first = outside.getFirst();
            String more = outside.size() == 1 ? "" : ", and " + (outside.size() - 1) + " more ranges";
            out.fail(
                    List.of(first.member()),
                    first.text() + ", outside the profile's addressRanges." + field + more,
                    "add the range to the profile if nobody else has it, or give the cluster one of the profile's");
        }
    }

    private static boolean isOutside(Cidr cidr, List<Cidr> allowed) {
        return allowed.stream().anyMatch(range -> range.v6() == cidr.v6())
                && allowed.stream().noneMatch(range -> range.contains(cidr));
    }
}
