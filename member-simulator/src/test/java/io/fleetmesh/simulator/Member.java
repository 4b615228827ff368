package io.fleetmesh.simulator;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** One generated member with a client. */
final class Member implements AutoCloseable {
    private final Simulator simulator;
    private final SimulatedMember member;
    private final KubernetesClient client;

    private Member(Simulator simulator) {
        this.simulator = simulator;
        this.member = simulator.members().getFirst();
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(member.kubeconfig()))
                .build();
    }

    static Member start() throws IOException {
        return new Member(Simulator.start(List.of(MemberSpec.generated(7, 0)), Clock.systemUTC()));
    }

    SimulatedMember simulated() {
        return member;
    }

    KubernetesClient client() {
        return client;
    }

    /** All endpoints of a service in namespace shop. */
    List<Endpoint> endpoints(String service) {
        return client
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace("shop")
                .withLabel("kubernetes.io/service-name", service)
                .list()
                .getItems()
                .stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .toList();
    }

    @Override
    public void close() {
        client.close();
        simulator.close();
    }
}
