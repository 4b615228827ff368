package io.fleetmesh.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Members of a mesh of up to 511 clusters. */
class ExtendedMeshTest {
    @Test
    void identitiesLieWhereTheSizeOfTheMeshPutsThem() throws IOException {
        MemberSpec small = MemberSpec.generated(3, 0);
        List<MemberSpec> specs =
                List.of(small, MemberSpec.generated(4, 0).amongUpTo(511), MemberSpec.generated(511, 0));
        try (Simulator simulator = Simulator.start(specs, Clock.systemUTC())) {
            assertIdentities(simulator.members().get(0), "255", 3L << 16);
            assertIdentities(simulator.members().get(1), "511", 4L << 15);
            assertIdentities(simulator.members().get(2), "511", 511L << 15);
        }
    }

    private static void assertIdentities(SimulatedMember member, String most, long first) {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(member.kubeconfig()))
                .build()) {
            assertEquals(
                    most,
                    client.configMaps()
                            .inNamespace("kube-system")
                            .withName("cilium-config")
                            .get()
                            .getData()
                            .get("max-connected-clusters"));
            List<Long> numbers =
                    client.genericKubernetesResources("cilium.io/v2", "CiliumIdentity").list().getItems().stream()
                            .map(identity ->
                                    Long.parseLong(identity.getMetadata().getName()))
                            .toList();
            assertFalse(numbers.isEmpty());
            numbers.forEach(number -> assertTrue(
                    number >= first + 256 && number < first + (1 << 15), member.name() + " has identity " + number));
        }
    }

    @Test
    void noTwoGeneratedMembersHaveANetworkOrANodeAddressInCommon() {
        Set<String> networks = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (int number = 1; number <= 511; number++) {
            MemberSpec.generated(number, 0).objects().stream()
                    .filter(object -> object.path("kind").asText().equals("Node"))
                    .forEach(node -> {
                        assertTrue(networks.add(node.at("/spec/podCIDR").asText()), node::toString);
                        assertTrue(
                                addresses.add(
                                        node.at("/status/addresses/0/address").asText()),
                                node::toString);
                    });
        }
        assertEquals(2 * 511, networks.size());
        assertTrue(networks.stream().allMatch(network -> network.endsWith("/18")), networks::toString);
    }

    @Test
    void aClusterIdBeyondTheMeshIsRefused() {
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> new MemberSpec("east", 256, 255, 0, List.of()));
        assertTrue(String.valueOf(refused.getMessage()).contains("expected 1 to 255"), refused::getMessage);
        assertThrows(IllegalArgumentException.class, () -> new MemberSpec("east", 512, 511, 0, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new MemberSpec("east", 1, 300, 0, List.of()));
    }
}
