package io.fleetmesh.controller.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RoleBindingSpec.Role;
import io.fleetmesh.contract.resource.RoleBindingSpec.Subjects;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.SampleProfiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each profile has a member in each segment; all of them export one service in each namespace. */
class ServiceSightProperties {
    private static final List<String> PROFILES = List.of("red", "blue");
    private static final List<String> SEGMENTS = List.of("web", "db");
    private static final List<String> NAMESPACES = List.of("pay", "shop");

    private record Exported(String profile, String segment, String namespace) {
        String member() {
            return profile + "-" + segment;
        }
    }

    @Provide
    Arbitrary<List<String>> profiles() {
        return Arbitraries.of(PROFILES).list().uniqueElements().ofMaxSize(2);
    }

    @Provide
    Arbitrary<List<String>> segments() {
        return Arbitraries.of(SEGMENTS).list().uniqueElements().ofMaxSize(2);
    }

    @Provide
    Arbitrary<List<String>> namespaces() {
        return Arbitraries.of(NAMESPACES).list().uniqueElements().ofMaxSize(2);
    }

    private static LabelSelector labelled(String key, String value) {
        return new LabelSelector(Map.of(key, value), List.of());
    }

    private static Intent profile(String name) {
        return Intent.of(
                ObjectMeta.named(name, Map.of()),
                SampleProfiles.of(
                        labelled("profile", name),
                        SEGMENTS.stream()
                                .map(segment -> new Segment(segment, labelled("segment", segment), List.of()))
                                .toArray(Segment[]::new)));
    }

    private static Intent member(Exported exported) {
        return Intent.of(
                ObjectMeta.named(
                        exported.member(), Map.of("profile", exported.profile(), "segment", exported.segment())),
                SampleMembers.by("k"));
    }

    private static List<Exported> all() {
        List<Exported> all = new ArrayList<>();
        for (String profile : PROFILES) {
            for (String segment : SEGMENTS) {
                NAMESPACES.forEach(namespace -> all.add(new Exported(profile, segment, namespace)));
            }
        }
        return all;
    }

    private static GlobalService service(String namespace) {
        return new GlobalService(
                namespace,
                "api",
                all().stream()
                        .map(Exported::member)
                        .distinct()
                        .sorted()
                        .map(member -> new Exporter(member, false, List.of(), 1))
                        .toList(),
                List.of());
    }

    /** None of them grants nothing, and none more than it says. */
    @Property
    void aBindingShowsJustWhatLiesInAllItsScopes(
            @ForAll("profiles") List<String> profiles,
            @ForAll("segments") List<String> segments,
            @ForAll("namespaces") List<String> namespaces) {
        Map<String, Intent> declared = new HashMap<>();
        PROFILES.stream().map(ServiceSightProperties::profile).forEach(intent -> declared.put(intent.key(), intent));
        all().stream().map(ServiceSightProperties::member).forEach(intent -> declared.put(intent.key(), intent));
        Intent binding = Intent.of(
                ObjectMeta.named("r", Map.of()),
                new RoleBindingSpec(
                        new Subjects(List.of("rita"), List.of()), Role.VIEWER, profiles, segments, namespaces));
        declared.put(binding.key(), binding);
        Caller rita = new Caller("rita", Set.of(), Caller.By.TOKEN, false);

        for (String namespace : NAMESPACES) {
            List<String> expected = all().stream()
                    .filter(one -> profiles.isEmpty() || profiles.contains(one.profile()))
                    .filter(one -> segments.isEmpty() || segments.contains(one.segment()))
                    .filter(one -> namespaces.isEmpty() || namespaces.contains(one.namespace()))
                    .filter(one -> one.namespace().equals(namespace))
                    .map(Exported::member)
                    .sorted()
                    .toList();
            assertEquals(
                    expected,
                    new ServiceSight(Authority.of(rita, declared))
                            .of(service(namespace)).stream()
                                    .flatMap(seen -> seen.exporters().stream())
                                    .map(Exporter::member)
                                    .toList());
        }
    }
}
