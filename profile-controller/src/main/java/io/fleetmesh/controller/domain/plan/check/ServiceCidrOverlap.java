package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import io.fleetmesh.controller.domain.plan.check.Ranges.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cluster IPs of Services are translated before a packet leaves: that two clusters have the same works, and confuses people and routes. */
final class ServiceCidrOverlap {
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
        Ranges.overlaps(ranges)
                .forEach(overlap -> out.warn(
                        List.of(overlap.one().member(), overlap.other().member()),
                        overlap.one().text() + ", " + overlap.other().text(),
                        "keep them apart in new clusters; here, route no service CIDR between the two"));
        return ranges.size() + " ranges of " + in.subjects().size() + " members";
    }

    static Optional<List<String>> of(Subject subject) {
        return subject.inventory().cluster().flatMap(ClusterFact::serviceCidrs);
    }
}
