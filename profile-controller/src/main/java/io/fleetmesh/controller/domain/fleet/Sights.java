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
import java.util.HashSet;
import java.util.LinkedHashMap;
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

    /**
     * What of a member's labels matters here. There are few different ones in a large fleet, so what one sees of the other is
     * decided once for all members that have them.
     */
    private record Standing(List<Segment> segments, NamespaceChoice exportable) {}

    /** The view of each member that is one, by member ID. Who only looks on has none, and is in none. */
    private NavigableMap<String, ConsumerView> views(Collection<Member> members) {
        List<Member> taking = members.stream().filter(Member::takesPart).toList();
        Map<Standing, Integer> numbers = new LinkedHashMap<>();
        int[] standings = taking.stream()
                .mapToInt(member -> numbers.computeIfAbsent(standing(member.id()), _ -> numbers.size()))
                .toArray();
        List<List<Optional<NamespaceChoice>>> sights = numbers.keySet().stream()
                .map(consumer -> numbers.keySet().stream()
                        .map(source -> sight(consumer, source))
                        .toList())
                .toList();
        NavigableMap<String, ConsumerView> views = new TreeMap<>();
        for (int i = 0; i < standings.length; i++) {
            views.put(taking.get(i).id(), view(taking.get(i), taking, standings, sights.get(standings[i])));
        }
        return views;
    }

    private Standing standing(String member) {
        Map<String, String> its = labelsOf(member);
        return new Standing(
                profile.segments().stream()
                        .filter(segment -> Selection.matches(segment.memberSelector(), its))
                        .toList(),
                exportable(profile, its));
    }

    /**
     * @param standings the number of each of {@code members}' standing
     * @param sights what the consumer sees of each standing, by number
     */
    private static ConsumerView view(
            Member consumer, List<Member> members, int[] standings, List<Optional<NamespaceChoice>> sights) {
        NavigableMap<String, NamespaceChoice> seen = new TreeMap<>();
        List<String> draining = new ArrayList<>();
        for (int i = 0; i < standings.length; i++) {
            Member source = members.get(i);
            if (source.id().equals(consumer.id())) {
                continue;
            }
            sights.get(standings[i]).ifPresent(namespaces -> {
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

    /** What {@code consumer} sees of {@code source}; empty if it is no source to it. */
    private Optional<NamespaceChoice> sight(Standing consumer, Standing source) {
        if (profile.segments().isEmpty()) {
            return Optional.of(source.exportable());
        }
        Set<String> itsSegments = new HashSet<>();
        source.segments().forEach(segment -> itsSegments.add(segment.name()));
        return consumer.segments().stream()
                .flatMap(segment -> segment.sees().stream())
                .filter(sight -> itsSegments.contains(sight.segment()))
                .map(sight -> choice(sight.namespaces()))
                .reduce(NamespaceChoice::or)
                .filter(seen -> seen.all() || !seen.names().isEmpty())
                .map(seen -> seen.and(source.exportable()));
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
