package io.fleetmesh.watcher.realapi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.InventoryFact.Presence;
import io.fleetmesh.contract.InventoryFact.Right;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.realkubernetes.CustomKind;
import io.fleetmesh.watcher.kube.FirstLook;
import io.fleetmesh.watcher.kube.WatchTimings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rights in the document: they suffice, each is used, and one that is missing stops one family and deletes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealApiRightsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FORBIDDEN = 403;

    private static final String AGENT = """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: cilium, namespace: kube-system}
            spec:
              selector: {matchLabels: {app: cilium}}
              template:
                metadata: {labels: {app: cilium}}
                spec: {containers: [{name: cilium-agent, image: "example.org/cilium:v1.19.7"}]}
            """;

    private RealMember member;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        member = RealMember.start(directory, CustomKind.values());
    }

    @AfterEach
    void restore() {
        if (member != null) {
            member.rights().restore();
        }
    }

    @AfterAll
    void stop() {
        if (member != null) {
            member.close();
        }
    }

    private void configure(boolean endpointSlices) {
        member.configure(Map.of(
                "cluster-name",
                "one",
                "clustermesh-enable-mcs-api",
                "true",
                "enable-cilium-endpoint-slice",
                Boolean.toString(endpointSlices)));
    }

    private static void awaitSaid(WatchedMember watched, Reachability state) {
        await().atMost(PATIENCE).until(() -> watched.facts().says(state));
    }

    /** Waits until the watcher was turned away some more times. */
    private void awaitRefusals(String resource) throws IOException {
        long before = refusals(resource);
        await().atMost(PATIENCE).until(() -> refusals(resource) >= before + 3);
    }

    private long refusals(String resource) throws IOException {
        return member.kubernetes().requests().stream()
                .filter(request -> request.resource().equals(resource) && request.status() == FORBIDDEN)
                .count();
    }

    @Test
    void theDocumentedRightsSufficeAndEachIsUsed() throws IOException {
        configure(false);
        int before = member.kubernetes().requests().size();
        try (WatchedMember watched = member.watch("suffice")) {
            awaitSaid(watched, Reachability.REACHABLE);
            configure(true);

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertEquals(member.rights().all(), used(before, status -> status != FORBIDDEN)));
            // Nothing else was asked for, and refused.
            assertEquals(member.rights().all(), used(before, _ -> true));
            assertTrue(watched.facts().says(Reachability.REACHABLE));
        }
    }

    /** As {@code fleetctl check --kubeconfig} does. */
    @Test
    void aFirstLookHasEnoughOfTheDocumentedRights() throws IOException, InterruptedException {
        configure(false);
        Files.writeString(member.tokenFile("first"), member.token("first"));
        member.writeKubeconfig("first", "{tokenFile: first.token}");
        int before = member.kubernetes().requests().size();

        FirstLook.Result.Seen seen = assertInstanceOf(
                FirstLook.Result.Seen.class,
                FirstLook.at(
                        member.tokenFile("first").resolveSibling("first.kubeconfig"),
                        Optional.empty(),
                        WatchTimings.STANDARD,
                        Clock.systemUTC()));

        ClusterFact cluster = (ClusterFact) seen.facts().stream()
                .filter(ClusterFact.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(), cluster.deniedRights());
        assertEquals(List.of(), cluster.unknownRights());
        assertTrue(seen.facts().stream().anyMatch(CiliumConfigFact.class::isInstance));
        assertEquals(Set.of(), used(before, status -> status == FORBIDDEN));
    }

    /** Rights that were asked for, with such a status as the answer; discovery needs none. */
    private Set<Rights.Right> used(int from, IntPredicate status) throws IOException {
        return member.kubernetes().requests().stream()
                .skip(from)
                .filter(request -> !request.resource().isEmpty() && status.test(request.status()))
                .map(request -> new Rights.Right(request.verb(), request.group(), request.resource()))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(Sample.class)
    void aRightThatGoesStopsItsFamilyUntilItIsBack(Sample kind) throws IOException {
        String id = "goes-" + kind.resource();
        configure(kind == Sample.CILIUM_ENDPOINT_SLICE);
        var _ = member.create(kind.named("stays-" + kind.resource()));
        var _ = member.create(kind.named("gone-" + kind.resource()));
        try (WatchedMember watched = member.watch(id)) {
            awaitSaid(watched, Reachability.REACHABLE);

            member.rights().without("watch", kind.resource());
            awaitSaid(watched, Reachability.SUSPECT);
            assertTrue(watched.health().contains("403"), watched.health());
            assertTrue(watched.health().contains(kind.resource()), watched.health());
            var _ = member.create(kind.named("new-" + kind.resource()));
            // Without a controller a namespace never goes.
            boolean deletes = kind != Sample.NAMESPACE;
            if (deletes) {
                member.delete(kind.named("gone-" + kind.resource()));
            }
            awaitRefusals(kind.resource());

            assertFalse(watched.facts().of(kind.family()).contains(kind.key("new-" + kind.resource())));
            assertEquals(List.of(), watched.facts().deleted());

            member.rights().restore();
            awaitSaid(watched, Reachability.REACHABLE);
            await().atMost(PATIENCE)
                    .until(() -> watched.facts().of(kind.family()).contains(kind.key("new-" + kind.resource())));
            if (deletes) {
                await().atMost(PATIENCE)
                        .until(() -> watched.facts().deleted().equals(List.of(kind.key("gone-" + kind.resource()))));
            }
            assertTrue(watched.facts().of(kind.family()).contains(kind.key("stays-" + kind.resource())));
        }
    }

    @ParameterizedTest
    @EnumSource(Sample.class)
    void aRightThatIsNotThereFromTheStartKeepsNoOtherFamilyBack(Sample kind) throws IOException {
        configure(kind == Sample.CILIUM_ENDPOINT_SLICE);
        member.rights().without("list", kind.resource());
        try (WatchedMember watched = member.watch("start-" + kind.resource())) {
            awaitSaid(watched, Reachability.SUSPECT);
            awaitRefusals(kind.resource());
            Sample other = kind == Sample.SERVICE ? Sample.ENDPOINT_SLICE : Sample.SERVICE;
            await().atMost(PATIENCE)
                    .until(() -> watched.facts().complete(other.family()).isPresent());
            assertEquals(Optional.empty(), watched.facts().complete(kind.family()));

            member.rights().restore();
            awaitSaid(watched, Reachability.REACHABLE);
            await().atMost(PATIENCE)
                    .until(() -> watched.facts().complete(kind.family()).isPresent());
        }
    }

    @Test
    void withoutTheRightOnItsConfigurationTheLastOneCounts() throws IOException {
        configure(false);
        try (WatchedMember watched = member.watch("config")) {
            awaitSaid(watched, Reachability.REACHABLE);

            member.rights().without("watch", "configmaps");
            awaitSaid(watched, Reachability.SUSPECT);
            configure(true);
            awaitRefusals("configmaps");
            assertEquals(Optional.of(false), endpointSlices(watched));
            assertEquals(List.of(), watched.facts().deleted());

            member.rights().restore();
            awaitSaid(watched, Reachability.REACHABLE);
            await().atMost(PATIENCE).until(() -> endpointSlices(watched).equals(Optional.of(true)));
        }
    }

    private static Optional<Boolean> endpointSlices(WatchedMember watched) {
        return watched.facts()
                .get(CiliumConfigFact.KEY)
                .map(CiliumConfigFact.class::cast)
                .map(CiliumConfigFact::endpointSlices);
    }

    @Test
    void withoutTheRightOnTheDaemonSetTheMemberIsWell() throws IOException {
        configure(false);
        member.rights().without("list", "daemonsets");
        var _ = member.create(AGENT);
        try (WatchedMember watched = member.watch("agent")) {
            awaitSaid(watched, Reachability.REACHABLE);
            awaitRefusals("daemonsets");
            assertTrue(watched.facts().says(Reachability.REACHABLE));
            assertEquals(Set.of(), watched.facts().of(Family.CILIUM_AGENT));

            member.rights().restore();
            await().atMost(PATIENCE)
                    .until(() -> watched.facts().of(Family.CILIUM_AGENT).size() == 1);

            member.rights().without("watch", "daemonsets");
            awaitRefusals("daemonsets");
            assertTrue(watched.facts().says(Reachability.REACHABLE));
            assertEquals(List.of(), watched.facts().deleted());
        } finally {
            member.delete(AGENT);
        }
    }

    @Test
    void whatTheClusterIsAndWhoOwnsItIsAFactWithoutARightLess() throws IOException {
        configure(false);
        member.rights().without("get", "secrets");
        var _ = member.create(AGENT);
        try (WatchedMember watched = member.watch("inventory")) {
            await().atMost(PATIENCE)
                    .until(() -> watched.facts().get(OwnersFact.KEY).isPresent());
            ClusterFact cluster =
                    (ClusterFact) watched.facts().get(ClusterFact.KEY).orElseThrow();
            OwnersFact owners = (OwnersFact) watched.facts().get(OwnersFact.KEY).orElseThrow();

            assertTrue(cluster.kubernetesVersion().orElseThrow().startsWith("v1."), cluster::toString);
            assertEquals(Optional.of(List.of("10.96.0.0/12", "fd00:10:96::/112")), cluster.serviceCidrs());
            assertEquals(Optional.empty(), cluster.nodePodCidrs());
            assertTrue(Math.abs(cluster.clockSkewSeconds().orElseThrow()) <= 10, cluster::toString);
            assertTrue(cluster.serverCertificateExpires().isPresent(), cluster::toString);
            assertEquals(Optional.empty(), cluster.clientCertificateExpires());
            assertEquals(
                    List.of(new Right(
                            "get", "", "secrets", Optional.of("kube-system"), Optional.of("cilium-clustermesh"))),
                    cluster.deniedRights());
            assertEquals(List.of(), cluster.unknownRights());
            assertEquals(Owned.UNKNOWN, owners.meshSecret());
            assertEquals(Owned.ABSENT, owners.meshApiServer());
            assertEquals(Presence.PRESENT, owners.agents().presence());
            assertEquals(1, owners.agents().managers().size());
            awaitSaid(watched, Reachability.REACHABLE);
        } finally {
            member.delete(AGENT);
        }
    }

    @Test
    void withoutTheRightToAskWhoItIsNothingIsTaken() throws IOException {
        configure(false);
        try (WatchedMember watched = member.watch("who")) {
            awaitSaid(watched, Reachability.REACHABLE);

            member.rights().without("get", "namespaces");
            awaitSaid(watched, Reachability.SUSPECT);
            // What was opened before goes on to its end.
            await().atMost(PATIENCE).until(() -> member.kubernetes().openWatches() == 0);
            var _ = member.create(Sample.SERVICE.named("who"));
            awaitRefusals("namespaces");
            assertFalse(watched.facts().of(Family.SERVICE).contains(Sample.SERVICE.key("who")));
            assertEquals(List.of(), watched.facts().deleted());

            member.rights().restore();
            await().atMost(PATIENCE)
                    .until(() -> watched.facts().of(Family.SERVICE).contains(Sample.SERVICE.key("who")));
        }
    }
}
