package io.fleetmesh.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.AddressRanges;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpecDiffTest {
    private static final LabelSelector ALL = new LabelSelector(Map.of(), List.of());

    private static NetworkProfileSpec profile(List<Segment> segments, Optional<ExportGuard> guard, int drainSeconds) {
        return new NetworkProfileSpec(
                ALL,
                Optional.empty(),
                Optional.of(new AddressRanges(List.of("10.0.0.0/8", "fd00::/48"), List.of())),
                true,
                segments,
                guard,
                drainSeconds,
                Optional.empty());
    }

    private static List<String> changes(NetworkProfileSpec before, NetworkProfileSpec after) {
        return SpecDiff.of(before, after).stream().map(SpecDiffTest::text).toList();
    }

    private static String text(FieldChange change) {
        return change.field() + ": " + change.from().orElse("-") + " > "
                + change.to().orElse("-");
    }

    @Test
    void whatDiffersIsNamedByItsPath() {
        Segment web = new Segment("web", ALL, List.of(new Sight("web", Optional.empty())));
        Segment shop = new Segment(
                "shop", ALL, List.of(new Sight("web", Optional.of(new Namespaces(List.of("a", "b"), List.of())))));
        ExportGuard guard = new ExportGuard(List.of(new ExportRule(ALL, Optional.empty())), false);

        assertEquals(
                List.of(
                        "spec.drainSeconds: 60 > 10",
                        "spec.exportGuard.holdFirstExport: - > false",
                        "spec.exportGuard.rules[0]: - > {}",
                        "spec.segments[shop].name: - > shop",
                        "spec.segments[shop].sees[0].namespaces.only: - > a, b",
                        "spec.segments[shop].sees[0].segment: - > web"),
                changes(
                        profile(List.of(web), Optional.empty(), 60),
                        profile(List.of(shop, web), Optional.of(guard), 10)));
    }

    @Test
    void whatIsEqualIsNotNamed() {
        NetworkProfileSpec profile = profile(List.of(), Optional.empty(), 60);

        assertEquals(List.of(), changes(profile, profile));
    }
}
