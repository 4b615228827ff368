package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import io.fleetmesh.controller.domain.plan.check.Ranges.Range;
import io.fleetmesh.controller.domain.plan.check.Ranges.Shared;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cluster IPs of Services are translated before a packet leaves: that two clusters have the same works, and confuses people and routes. */
final class ServiceCidrOverlap {
    /** Of ranges that lie one in another. */
    private static final int NAMED = 8;

    private ServiceCidrOverlap() {}

    static String judge(CheckInput in, Judgement out) {
        List<Range> ranges = new ArrayList<>();
        for (Subject subject : in.all()) {
            Optional<List<String>> cidrs = of(subject);
            if (cidrs.isEmpty()) {
                out.unknown(
                        subject.id(),
                        "which service CIDRs there are",
                        "compare the API servers' --service-cluster-ip-range by hand");
            }
            cidrs.orElse(List.of())
                    .forEach(cidr -> Ranges.of(subject.id(), "", cidr).ifPresent(ranges::add));
        }
        Ranges.shared(ranges)
                .forEach(shared -> out.warn(
                        shared.members(),
                        text(shared, in),
                        "keep them apart in new clusters; here, route no service CIDR between them"));
        List<String> texts = ranges.stream()
                .map(range -> range.cidr().text() + " of " + range.member())
                .toList();
        return Count.of(ranges.size(), "range") + " of "
                + Count.of(in.subjects().size(), "member") + (texts.isEmpty() ? "" : ": " + Judgement.names(texts));
    }

    /** Clusters of a fleet often have one and the same range: it is told once, with those who have it. */
    private static String text(Shared shared, CheckInput in) {
        Map<String, List<String>> named = new LinkedHashMap<>();
        Set<String> more = new HashSet<>();
        for (Range range : shared.ranges()) {
            String cidr = range.cidr().text();
            if (named.size() < NAMED || named.containsKey(cidr)) {
                named.computeIfAbsent(cidr, _ -> new ArrayList<>()).add(range.member());
            } else {
                more.add(cidr);
            }
        }
        named.replaceAll((_, members) -> in.askedFirst(members));
        return Spread.text(named) + (more.isEmpty() ? "" : ", and " + more.size() + " more ranges");
    }

    static Optional<List<String>> of(Subject subject) {
        return subject.inventory().cluster().flatMap(ClusterFact::serviceCidrs);
    }
}
