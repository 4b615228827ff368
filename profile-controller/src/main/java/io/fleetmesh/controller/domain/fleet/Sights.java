package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.NamespaceChoice;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import io.fleetmesh.controller.domain.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who sees whom, and which namespaces, by a profile's segments. */
public final class Sights {
    private final NetworkProfileSpec profile;
    private final Map<String, Map<String, String>> labels;

    /** What each consumer sees, by member ID. */
    public static NavigableMap<String, ConsumerView> of(AppliedProfile applied) {
        return new Sights(applied.spec(), applied.labels()).views(applied.members());
    }

    /** @param labels of each member, by member ID */
    private Sights(NetworkProfileSpec profile, Map<String, Map<String, String>> labels) {
        this.profile = profile;
        this.labels = labels;
    }

    /** The view of each member that is one, by member ID. Who only looks on has none, and is in none. */
    private NavigableMap<String, ConsumerView> views(Collection<Member> members) {
        List<Member> taking =
                members.stream().filter(member -> !member.observed()).toList();
        NavigableMap<String, ConsumerView> views = new TreeMap<>();
        taking.forEach(consumer -> views.put(consumer.id(), view(consumer, taking)));
        return views;
    }

    private ConsumerView view(Member consumer, List<Member> members) {
        NavigableMap<String, NamespaceChoice> seen = new TreeMap<>();
        List<String> draining = new ArrayList<>();
        for (Member source : members) {
            if (source.id().equals(consumer.id())) {
                continue;
            }
            choice(consumer.id(), source.id()).ifPresent(namespaces -> {
                seen.put(source.id(), namespaces);
                if (source.draining()) {
                    draining.add(source.id());
                }
            });
        }
        Map<String, NamespaceChoice> limited = new TreeMap<>(seen);
        limited.values().removeIf(NamespaceChoice.ALL::equals);
        return new ConsumerView(
                consumer.id(),
                consumer.clusterName(),
                List.copyOf(seen.keySet()),
                limited,
                draining.stream().sorted().toList());
    }

    /** What {@code consumer} sees of {@code source}; empty if nothing. */
    private Optional<NamespaceChoice> choice(String consumer, String source) {
        if (profile.segments().isEmpty()) {
            return Optional.of(NamespaceChoice.ALL);
        }
        Set<String> itsSegments = new HashSet<>();
        segmentsOf(source).forEach(segment -> itsSegments.add(segment.name()));
        return segmentsOf(consumer).stream()
                .flatMap(segment -> segment.sees().stream())
                .filter(sight -> itsSegments.contains(sight.segment()))
                .map(Sights::namespaces)
                .reduce(NamespaceChoice::or)
                .filter(seen -> seen.all() || !seen.names().isEmpty());
    }

    private List<Segment> segmentsOf(String member) {
        Map<String, String> its = labels.getOrDefault(member, Map.of());
        return profile.segments().stream()
                .filter(segment -> Selection.matches(segment.memberSelector(), its))
                .toList();
    }

    private static NamespaceChoice namespaces(Sight sight) {
        return sight.namespaces().map(Sights::choice).orElse(NamespaceChoice.ALL);
    }

    /** As declared: only some, of those not the excepted ones. */
    static NamespaceChoice choice(Namespaces declared) {
        if (declared.only().isEmpty()) {
            return NamespaceChoice.allBut(declared.except());
        }
        return NamespaceChoice.only(declared.only().stream()
                .filter(name -> !declared.except().contains(name))
                .toList());
    }
}
