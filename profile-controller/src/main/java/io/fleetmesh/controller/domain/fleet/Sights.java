package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.NamespaceChoice;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.controller.domain.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who sees whom, and which namespaces, by a profile's segments and its export guard. The guard takes namespaces away and no source:
 * of one that may export nothing, the nodes are still known.
 */
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
        List<Member> taking = members.stream().filter(Member::takesPart).toList();
        Map<String, NamespaceChoice> exportable = new HashMap<>();
        taking.forEach(source -> exportable.put(source.id(), exportable(profile, labelsOf(source.id()))));
        NavigableMap<String, ConsumerView> views = new TreeMap<>();
        taking.forEach(consumer -> views.put(consumer.id(), view(consumer, taking, exportable)));
        return views;
    }

    /** @param exportable what each of {@code members} may export, by member ID */
    private ConsumerView view(Member consumer, List<Member> members, Map<String, NamespaceChoice> exportable) {
        NavigableMap<String, NamespaceChoice> seen = new TreeMap<>();
        List<String> draining = new ArrayList<>();
        for (Member source : members) {
            if (source.id().equals(consumer.id())) {
                continue;
            }
            choice(consumer.id(), source.id()).ifPresent(namespaces -> {
                seen.put(source.id(), namespaces.and(exportable.getOrDefault(source.id(), NamespaceChoice.NONE)));
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

    /** What the profile's export guard lets a member with these labels export: what any of its rules allows. */
    public static NamespaceChoice exportable(NetworkProfileSpec profile, Map<String, String> labels) {
        List<ExportRule> rules = profile.exportGuard().map(ExportGuard::rules).orElse(List.of());
        if (rules.isEmpty()) {
            return NamespaceChoice.ALL;
        }
        return rules.stream()
                .filter(rule -> Selection.matches(rule.memberSelector(), labels))
                .map(rule -> choice(rule.namespaces()))
                .reduce(NamespaceChoice.NONE, NamespaceChoice::or);
    }

    /** What {@code consumer} sees of {@code source} by segments; empty if nothing. */
    private Optional<NamespaceChoice> choice(String consumer, String source) {
        if (profile.segments().isEmpty()) {
            return Optional.of(NamespaceChoice.ALL);
        }
        Set<String> itsSegments = new HashSet<>();
        segmentsOf(source).forEach(segment -> itsSegments.add(segment.name()));
        return segmentsOf(consumer).stream()
                .flatMap(segment -> segment.sees().stream())
                .filter(sight -> itsSegments.contains(sight.segment()))
                .map(sight -> choice(sight.namespaces()))
                .reduce(NamespaceChoice::or)
                .filter(seen -> seen.all() || !seen.names().isEmpty());
    }

    private List<Segment> segmentsOf(String member) {
        Map<String, String> its = labelsOf(member);
        return profile.segments().stream()
                .filter(segment -> Selection.matches(segment.memberSelector(), its))
                .toList();
    }

    private Map<String, String> labelsOf(String member) {
        return labels.getOrDefault(member, Map.of());
    }

    private static NamespaceChoice choice(Optional<Namespaces> declared) {
        return declared.map(Sights::choice).orElse(NamespaceChoice.ALL);
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
