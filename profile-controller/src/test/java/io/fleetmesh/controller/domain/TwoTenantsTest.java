package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.access.ServiceSight;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.TargetRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two tenants share one services cluster, each in its own segment. What is declared once decides what a store shows, what the bus
 * lets through and what the API lists: everywhere each tenant has the services cluster, and nothing says that there is the other.
 */
class TwoTenantsTest {
    private static final String DECLARED = """
        apiVersion: fleetmesh.io/v1alpha1
        kind: NetworkProfile
        metadata: {name: shared}
        spec:
          memberSelector: {}
          segments:
          - {name: red, memberSelector: {matchLabels: {tenant: red}}, sees: [{segment: services}]}
          - {name: blue, memberSelector: {matchLabels: {tenant: blue}}, sees: [{segment: services}]}
          - {name: services, memberSelector: {matchLabels: {tenant: none}}, sees: [{segment: red}, {segment: blue}]}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: Member
        metadata: {name: red-1, labels: {tenant: red}}
        spec: {kubeconfig: {name: red-1}}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: Member
        metadata: {name: blue-1, labels: {tenant: blue}}
        spec: {kubeconfig: {name: blue-1}}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: Member
        metadata: {name: services-1, labels: {tenant: none}}
        spec: {kubeconfig: {name: services-1}}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: RoleBinding
        metadata: {name: of-red}
        spec: {subjects: {users: [rita]}, role: operator, profiles: [shared], segments: [red]}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: RoleBinding
        metadata: {name: red-uses}
        spec: {subjects: {users: [rita]}, role: viewer, profiles: [shared], segments: [services], namespaces: [pay]}
        """;

    private static final List<String> MEMBERS = List.of("blue-1", "red-1", "services-1");

    private final Map<String, Intent> intents = new TreeMap<>();
    private final TargetRules.Decision target;

    TwoTenantsTest() {
        ((Documents.Read) DocumentReader.read(DECLARED.getBytes(StandardCharsets.UTF_8)))
                .documents().stream()
                        .map(document -> ((Checked.Good) Manifests.check(document)).intent())
                        .forEach(intent -> intents.put(intent.key(), intent));
        Map<String, KnownMember> known = new TreeMap<>();
        Map<String, CiliumIdentity> identities = new TreeMap<>();
        for (String member : MEMBERS) {
            known.put(member, new Candidate(member, Optional.empty()));
            identities.put(
                    member, new CiliumIdentity(member, MEMBERS.indexOf(member) + 1, CiliumIdentity.HighBit.FITS));
        }
        FleetState state = new FleetState(intents, known, identities, List.of(), Map.of());
        target = TargetRules.decide(state, state.profile("shared").orElseThrow(), "p");
    }

    @Test
    void aStoreShowsEachTheServicesClusterAndNotTheOther() {
        Map<String, ConsumerView> views = target.views();

        assertEquals(List.of("services-1"), views.get("red-1").sources());
        assertEquals(List.of("services-1"), views.get("blue-1").sources());
        assertEquals(List.of("blue-1", "red-1"), views.get("services-1").sources());
    }

    @Test
    void theBusLetsEachReadTheServicesClusterAndNameNoTopicOfTheOther() {
        Set<String> red =
                BusAccess.grants(
                                target.profile().members(),
                                Map.of("shared", target.views().values()))
                        .stream()
                        .filter(grant -> grant.who().equals(BusIdentity.ofMember("red-1")))
                        .map(BusGrant::name)
                        .collect(Collectors.toSet());

        assertEquals(
                Set.of(
                        Topic.log().name(),
                        Topic.deadLetters().name(),
                        Topic.facts("red-1").name(),
                        Topic.storeStatus("red-1").name(),
                        Topic.ownView("shared", "red-1").name(),
                        Topic.mesh("shared", "red-1").name(),
                        Topic.mesh("shared", "services-1").name()),
                red);
    }

    @Test
    void theApiListsToEachTheOwnMembersAndOfServicesThePartsOfNobodyElse() {
        Authority rita = Authority.of(new Caller("rita", Set.of(), Caller.By.TOKEN, false), intents);
        GlobalService service = new GlobalService(
                "pay",
                "api",
                MEMBERS.stream()
                        .map(member -> new Exporter(member, false, List.of(), 1))
                        .toList(),
                List.of());

        assertEquals(Set.of("Member/red-1"), rita.visible().keySet());
        assertFalse(rita.seesMember("blue-1"));
        assertEquals(
                List.of("red-1", "services-1"),
                Stream.of(service)
                        .flatMap(one -> new ServiceSight(rita).of(one).stream())
                        .flatMap(seen -> seen.exporters().stream())
                        .map(Exporter::member)
                        .toList());
    }
}
