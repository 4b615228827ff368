package io.fleetmesh.controller.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.GlobalService.Held;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.ServiceImport;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tenants a and b share the services cluster s, each in a segment of profile shop; x is a profile of its own. */
class ServiceSightTest {
    private static final String DECLARED = """
        apiVersion: fleetmesh.io/v1alpha1
        kind: NetworkProfile
        metadata: {name: shop}
        spec:
          memberSelector: {matchLabels: {of: shop}}
          segments:
          - {name: a, memberSelector: {matchLabels: {tenant: a}}, sees: [{segment: shared}]}
          - {name: b, memberSelector: {matchLabels: {tenant: b}}, sees: [{segment: shared}]}
          - {name: shared, memberSelector: {matchLabels: {tenant: shared}}}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: NetworkProfile
        metadata: {name: x}
        spec: {memberSelector: {matchLabels: {of: x}}}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: Member
        metadata: {name: ma, labels: {of: shop, tenant: a}}
        spec: {kubeconfig: {name: ma}}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: Member
        metadata: {name: mb, labels: {of: shop, tenant: b}}
        spec: {kubeconfig: {name: mb}}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: Member
        metadata: {name: ms, labels: {of: shop, tenant: shared}}
        spec: {kubeconfig: {name: ms}}
        ---
        apiVersion: fleetmesh.io/v1alpha1
        kind: Member
        metadata: {name: mx, labels: {of: x}}
        spec: {kubeconfig: {name: mx}}
        """;

    private static final GlobalService PAY = new GlobalService(
            "pay",
            "api",
            Stream.of("ma", "mb", "ms", "mx")
                    .map(member -> new Exporter(member, false, List.of(), 1))
                    .toList(),
            List.of(new Conflict("type", "ma, ms: ClusterIP, mb: headless")),
            Optional.of(new ServiceImport(
                    List.of(new ServiceImport.Export("mb", "b", Instant.EPOCH)),
                    false,
                    List.of(),
                    Map.of("owner", "b"),
                    Map.of(),
                    "None",
                    Optional.empty(),
                    List.of("IPv4"),
                    Optional.empty(),
                    Optional.empty(),
                    List.of())),
            List.of(new Held("mb", Optional.empty()), new Held("mx", Optional.empty())));

    private static Map<String, Intent> declared(String scope) {
        String binding = "\n---\napiVersion: fleetmesh.io/v1alpha1\nkind: RoleBinding\nmetadata: {name: r}\n"
                + "spec: {subjects: {users: [rita]}, role: viewer" + scope + "}\n";
        Map<String, Intent> all = new HashMap<>();
        ((Documents.Read) DocumentReader.read((DECLARED + binding).getBytes(StandardCharsets.UTF_8)))
                .documents().stream()
                        .map(document -> ((Checked.Good) Manifests.check(document)).intent())
                        .forEach(intent -> all.put(intent.key(), intent));
        return all;
    }

    private static Optional<GlobalService> seen(String scope) {
        Caller rita = new Caller("rita", Set.of(), Caller.By.TOKEN, false);
        return new ServiceSight(Authority.of(rita, declared(scope))).of(PAY);
    }

    private static String exporters(String scope) {
        return seen(scope)
                .map(service -> String.join(
                        ",", service.exporters().stream().map(Exporter::member).toList()))
                .orElse("nothing");
    }

    @Test
    void aScopeShowsTheExportersThatLieInIt() {
        assertEquals("ma,mb,ms,mx", exporters(""));
        assertEquals("ma,mb,ms", exporters(", profiles: [shop]"));
        assertEquals("mx", exporters(", profiles: [x]"));
        assertEquals("ma,ms", exporters(", profiles: [shop], segments: [a, shared]"));
        assertEquals("ma,mb,ms,mx", exporters(", namespaces: [pay]"));
        assertEquals("nothing", exporters(", namespaces: [web]"));
    }

    @Test
    void aProfileAndANamespaceTogetherShowWhatLiesInBoth() {
        assertEquals("ma,mb,ms", exporters(", profiles: [shop], namespaces: [pay]"));
        assertEquals("mx", exporters(", profiles: [x], namespaces: [web, pay]"));
        assertEquals("nothing", exporters(", profiles: [shop], namespaces: [web]"));
        assertEquals("ma", exporters(", profiles: [shop], segments: [a], namespaces: [pay]"));
    }

    @Test
    void whatIsSeenInPartSaysNoWordOfTheOthers() {
        GlobalService seen = seen(", profiles: [shop], segments: [a, shared]").orElseThrow();

        assertEquals(
                List.of("type"),
                seen.conflicts().stream().map(Conflict::property).toList());
        assertFalse(seen.toString().matches(".*\\bmb\\b.*"), seen.toString());
        assertFalse(seen.toString().contains("owner"), seen.toString());
        assertEquals(List.of(), seen.held());
        assertEquals(
                List.of("mb"),
                seen(", profiles: [shop]").orElseThrow().held().stream()
                        .map(Held::member)
                        .toList());
        assertEquals(Optional.of(PAY), seen(""));
    }
}
