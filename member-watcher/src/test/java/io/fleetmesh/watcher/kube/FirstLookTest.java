package io.fleetmesh.watcher.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.InventoryFact.Right;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.simulator.MemberSpec;
import io.fleetmesh.simulator.SimulatedMember;
import io.fleetmesh.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLookTest {
    @TempDir
    Path directory;

    private Simulator simulator;
    private SimulatedMember member;
    private Path kubeconfig;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(List.of(MemberSpec.generated(3, 0)), Clock.systemUTC());
        member = simulator.members().getFirst();
        kubeconfig = Files.writeString(directory.resolve("kubeconfig"), member.kubeconfig());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private FirstLook.Result look() throws InterruptedException {
        return FirstLook.at(kubeconfig, Optional.empty(), WatchTimings.STANDARD, Clock.systemUTC());
    }

    private static <T extends MemberFact> List<T> facts(FirstLook.Result result, Class<T> type) {
        return assertInstanceOf(FirstLook.Result.Seen.class, result).facts().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Test
    void aClusterSaysWhatAWatcherWouldRecord() throws InterruptedException {
        FirstLook.Result seen = look();

        assertEquals(1, facts(seen, IdentityFact.class).size());
        assertEquals(
                Reachability.REACHABLE,
                facts(seen, ReachabilityFact.class).getFirst().state());
        CiliumConfigFact config = facts(seen, CiliumConfigFact.class).getFirst();
        assertEquals(Optional.of("m003"), config.clusterName());
        assertEquals(Optional.of(3), config.clusterId());
        assertTrue(!facts(seen, CiliumNodeFact.class).isEmpty());
        assertEquals(List.of(), facts(seen, ClusterFact.class).getFirst().deniedRights());
        assertEquals(1, facts(seen, OwnersFact.class).size());
    }

    @Test
    void whatGrowsWithWorkloadsIsListedWholeToBeCounted() throws InterruptedException {
        FirstLook.Result seen = look();

        assertTrue(!facts(seen, NamespaceFact.class).isEmpty());
        assertTrue(!facts(seen, ServiceFact.class).isEmpty());
        assertTrue(!facts(seen, CiliumEndpointFact.class).isEmpty());
        assertEquals(
                Set.of(
                        Family.CILIUM_CONFIG,
                        Family.CILIUM_AGENT,
                        Family.CILIUM_NODE,
                        Family.CILIUM_IDENTITY,
                        Family.NAMESPACE,
                        Family.SERVICE,
                        Family.ENDPOINT_SLICE,
                        Family.CILIUM_ENDPOINT),
                facts(seen, CompletenessFact.class).stream()
                        .map(CompletenessFact::family)
                        .filter(family -> family != Family.SERVICE_EXPORT)
                        .collect(Collectors.toSet()));
    }

    @Test
    void aFamilyThatMayNotBeListedIsNotComplete() throws InterruptedException {
        member.faults().deny("list", "ciliumendpoints");

        FirstLook.Result seen = look();

        assertEquals(List.of(), facts(seen, CiliumEndpointFact.class));
        assertTrue(facts(seen, CompletenessFact.class).stream()
                .noneMatch(complete -> complete.family() == Family.CILIUM_ENDPOINT));
    }

    @Test
    void whatItMayNotSeeIsMissingAndToldByName() throws InterruptedException {
        member.faults().deny("list", "configmaps");
        member.faults().deny("list", "ciliumnodes");

        FirstLook.Result seen = look();

        assertEquals(List.of(), facts(seen, CiliumConfigFact.class));
        assertEquals(
                List.of(
                        new Right("list", "", "configmaps", Optional.of("kube-system"), Optional.of("cilium-config")),
                        new Right("list", "cilium.io", "ciliumnodes", Optional.empty(), Optional.empty())),
                facts(seen, ClusterFact.class).getFirst().deniedRights());
    }

    @Test
    void whoMayNotEvenSeeWhichClusterItIsLearnsAllThatIsMissing() throws InterruptedException {
        member.faults().deny("get", "namespaces");
        member.faults().deny("list", "nodes");

        FirstLook.Result seen = look();

        assertEquals(
                Reachability.SUSPECT,
                facts(seen, ReachabilityFact.class).getFirst().state());
        assertEquals(
                List.of("get namespaces", "list nodes"),
                facts(seen, ClusterFact.class).getFirst().deniedRights().stream()
                        .map(right -> right.verb() + " " + right.resource())
                        .toList());
    }

    @Test
    void oneThatDoesNotAnswerSaysSo() throws IOException, InterruptedException {
        Files.writeString(kubeconfig, member.kubeconfig().replaceFirst("127.0.0.1:[0-9]+", "127.0.0.1:1"));

        FirstLook.Result.NoAnswer none = assertInstanceOf(FirstLook.Result.NoAnswer.class, look());

        assertTrue(none.reason().contains("no answer"), none.reason());
    }
}
