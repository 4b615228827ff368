package io.fleetmesh.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private Member member;

    @BeforeEach
    void start() throws IOException {
        member = Member.start();
    }

    @AfterEach
    void stop() {
        member.close();
    }

    private void scale(int replicas) {
        member.client()
                .apps()
                .deployments()
                .inNamespace("shop")
                .withName("shop")
                .scale(replicas);
    }

    private List<EndpointSlice> slices() {
        return member.client()
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace("shop")
                .withLabel("kubernetes.io/service-name", "shop")
                .list()
                .getItems();
    }

    @Test
    void startsWithEndpointsOfAllReplicas() {
        assertEquals(2, member.endpoints("shop").size());
        assertEquals(
                9,
                member.client()
                        .genericKubernetesResources("cilium.io/v2", "CiliumEndpoint")
                        .inNamespace("shop")
                        .list()
                        .getItems()
                        .size());
        assertEquals(
                2,
                member.client()
                        .genericKubernetesResources("cilium.io/v2", "CiliumNode")
                        .list()
                        .getItems()
                        .size());
        assertTrue(
                member.client().genericKubernetesResources("cilium.io/v2", "CiliumIdentity").list().getItems().stream()
                        .allMatch(identity ->
                                Long.parseLong(identity.getMetadata().getName()) >> 16 == 7));
    }

    @Test
    void replicasBecomeSlicesOfAtMostHundred() {
        scale(250);
        await().until(() -> member.endpoints("shop").size() == 250);
        assertEquals(3, slices().size());
        assertTrue(slices().stream().allMatch(slice -> slice.getEndpoints().size() <= 100));
    }

    @Test
    void scalingDownRemovesSurplus() {
        scale(150);
        await().until(() -> member.endpoints("shop").size() == 150);
        scale(1);
        await().until(() -> member.endpoints("shop").size() == 1);
        assertEquals(1, slices().size());
    }

    @Test
    void endpointsOfADeadNodeAreNotReadyUntilItIsBack() {
        member.simulated().faults().nodeDead("m007-a");
        await().until(() -> ready() == 1);
        member.simulated().faults().clear();
        await().until(() -> ready() == 2);
    }

    private long ready() {
        return member.endpoints("shop").stream()
                .filter(endpoint -> endpoint.getConditions().getReady())
                .count();
    }

    @Test
    void aDeletedPodIsReplacedAndADeletedDeploymentLeavesNone() {
        var pods = member.client().pods().inNamespace("shop").withLabel("app", "shop");
        String victim = pods.list().getItems().getFirst().getMetadata().getName();
        member.client().pods().inNamespace("shop").withName(victim).delete();
        await().until(() -> pods.list().getItems().size() == 2
                && pods.list().getItems().stream()
                        .noneMatch(pod -> pod.getMetadata().getName().equals(victim)));
        member.client()
                .apps()
                .deployments()
                .inNamespace("shop")
                .withName("shop")
                .delete();
        await().until(() ->
                pods.list().getItems().isEmpty() && member.endpoints("shop").isEmpty());
    }
}
