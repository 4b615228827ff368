package io.fleetmesh.contract;

import io.fleetmesh.contract.plan.Amount;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.CheckOverride;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.MemberChange;
import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.plan.PlannedWave;
import io.fleetmesh.contract.plan.RecordChange;
import io.fleetmesh.contract.plan.SightChange;
import io.fleetmesh.contract.plan.SightChange.Sight;
import io.fleetmesh.contract.plan.SightChange.SourceChange;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.contract.plan.ViewChange;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Gate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A plan in which everything occurs. */
public final class Plans {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Plans() {}

    public static Plan plan() {
        return new Plan(
                "p-7",
                "default",
                "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
                NOW,
                "anna",
                NOW.plusSeconds(3600),
                List.of(new FieldChange("spec.drainSeconds", Optional.of("60"), Optional.of("10"))),
                List.of(
                        new MemberChange("north", MemberChange.Kind.DRAIN, false, List.of(), List.of()),
                        new MemberChange(
                                "south",
                                MemberChange.Kind.ADMIT,
                                true,
                                List.of(new FieldChange("clusterId", Optional.empty(), Optional.of("4"))),
                                List.of()),
                        new MemberChange(
                                "west",
                                MemberChange.Kind.CHANGE,
                                false,
                                List.of(new FieldChange("observed", Optional.of("true"), Optional.of("false"))),
                                List.of(new FieldChange("region", Optional.of("europe"), Optional.of("africa"))))),
                List.of(
                        new RecordChange(
                                RecordChange.Kind.CHANGE,
                                "AppliedProfile",
                                "fleetmesh.applied-profiles",
                                List.of("default")),
                        new RecordChange(RecordChange.Kind.CREATE, "Member", "fleetmesh.members", List.of("south")),
                        new RecordChange(
                                RecordChange.Kind.CHANGE, "Member", "fleetmesh.members", List.of("north", "west")),
                        new RecordChange(
                                RecordChange.Kind.REMOVE, "ConsumerView", "fleetmesh.views.default", List.of("north"))),
                List.of(new ViewChange("west", 1, 1, 1, new Amount(3, 12, 240), new Amount(1, 0, 7))),
                List.of(new SightChange(
                        List.of("west"),
                        List.of(
                                new SourceChange(
                                        "east",
                                        Optional.empty(),
                                        Optional.of(new Sight(NamespaceChoice.ALL, false)),
                                        new Amount(3, 12, 240),
                                        Amount.NONE),
                                new SourceChange(
                                        "north",
                                        Optional.of(new Sight(NamespaceChoice.ALL, false)),
                                        Optional.of(new Sight(NamespaceChoice.allBut(List.of("pay")), true)),
                                        Amount.NONE,
                                        new Amount(1, 0, 7))))),
                List.of(
                        new PlannedWave(
                                "canary",
                                List.of("west"),
                                300,
                                true,
                                List.of(
                                        new Gate(RolloutStrategySpec.Check.SYNCED, 600),
                                        new Gate(RolloutStrategySpec.Check.HEALTHY, 60)),
                                Optional.of(1)),
                        new PlannedWave(
                                PlannedWave.REST, List.of("north", "south"), 0, false, List.of(), Optional.empty())),
                List.of(
                        new Check(
                                "member-limit",
                                "members",
                                "there is room for all members",
                                Level.PASS,
                                "3 of 255",
                                List.of(),
                                0),
                        new Check(
                                "pod-cidr-overlap",
                                "addresses",
                                "pod CIDRs do not overlap",
                                Level.FAIL,
                                "12 ranges of 3 members",
                                List.of(new Finding(
                                        Level.FAIL,
                                        List.of("east", "west"),
                                        "node n1 of east has 10.1.0.0/24, node n2 of west has 10.1.0.0/25",
                                        "give one of the clusters other pod CIDRs",
                                        List.of("drain n2", "remove its CiliumNode"))),
                                2)),
                List.of(new CheckOverride(
                        "pod-cidr-overlap", "n2 is going away", "ben", NOW.plusSeconds(60), List.of("east", "west"))),
                1,
                List.of(new Signature("carla", NOW.plusSeconds(120))),
                Optional.of(new Signature("anna", NOW.plusSeconds(180))));
    }
}
