package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Profiles that ask for nothing but what a test is about. */
public final class SampleProfiles {
    /** One of everybody. */
    public static final NetworkProfileSpec PLAIN = of(new LabelSelector(Map.of(), List.of()));

    private SampleProfiles() {}

    /** One of these members. */
    public static NetworkProfileSpec of(LabelSelector members, Segment... segments) {
        return new NetworkProfileSpec(
                members,
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(segments),
                Optional.empty(),
                60,
                Optional.empty());
    }

    /** One of members with this label. */
    public static NetworkProfileSpec labelled(String key, String value) {
        return of(new LabelSelector(Map.of(key, value), List.of()));
    }

    /** The same, whose members are drained for so long. */
    public static NetworkProfileSpec drained(NetworkProfileSpec spec, int seconds) {
        return with(spec, seconds, spec.rolloutStrategy());
    }

    /** The same by a strategy. */
    public static NetworkProfileSpec goingBy(NetworkProfileSpec spec, String strategy) {
        return with(spec, spec.drainSeconds(), Optional.of(strategy));
    }

    private static NetworkProfileSpec with(NetworkProfileSpec spec, int drainSeconds, Optional<String> strategy) {
        return new NetworkProfileSpec(
                spec.memberSelector(),
                spec.cilium(),
                spec.addressRanges(),
                spec.globalNamespaceDefault(),
                spec.segments(),
                spec.exportGuard(),
                drainSeconds,
                strategy,
                spec.approval());
    }
}
