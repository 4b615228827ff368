package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What should stand on {@code members} and {@code views.<profile>}.
 *
 * @param members of the profile, by ID
 * @param views by consumer
 */
public record Target(String profile, NavigableMap<String, Member> members, NavigableMap<String, ConsumerView> views) {
    public Target {
        members = Collections.unmodifiableNavigableMap(new TreeMap<>(members));
        views = Collections.unmodifiableNavigableMap(new TreeMap<>(views));
    }
}
