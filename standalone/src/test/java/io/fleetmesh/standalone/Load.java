package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.oracle.BusyMember;
import io.fleetmesh.oracle.WatchingAgent;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Members of a fleet that change, and agents that list and watch, whose every sight is compared with what the members hold. */
final class Load implements AutoCloseable {
    private final Fleet fleet;
    private final Random random = new Random(1);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<BusyMember> members = new ArrayList<>();
    private final List<WatchingAgent> agents = new ArrayList<>();

    /** Every member of the fleet begins to hold something; no agent watches yet. */
    Load(Fleet fleet) throws IOException, InterruptedException {
        this.fleet = fleet;
        for (RunFile.MemberEntry member : fleet.runFile().members()) {
            members.add(new BusyMember(member.name(), fleet.server(member.name()), http));
        }
    }

    /** An agent of the member begins to watch its store. */
    WatchingAgent watch(String member) {
        return watch(member, fleet.member(member).meshStore());
    }

    /** The same, of the store at {@code endpoint}. */
    WatchingAgent watch(String member, String endpoint) {
        WatchingAgent agent = new WatchingAgent(member, () -> connect(fleet.member(member), endpoint), members);
        agents.add(agent);
        return agent;
    }

    private ManagedChannel connect(RunFile.MemberEntry member, String endpoint) throws IOException {
        URI address = URI.create(endpoint);
        return NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(fleet.file(member.certificateAuthority()).toFile())
                        .keyManager(
                                fleet.file(member.clientCertificate()).toFile(),
                                fleet.file(member.clientKey()).toFile())
                        .build())
                .build();
    }

    /** So many changes, of all members in turn. */
    void change(int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            members.get(i % members.size()).change(random);
        }
    }

    /** Waits until every agent sees exactly what the members hold; none may have seen anything else but what they once held. */
    void awaitTheTruth() {
        await("agents see what members hold")
                .atMost(Fleet.PATIENCE)
                .untilAsserted(() -> assertThat(agents.stream().flatMap(agent -> agent.differences().stream()))
                        .isEmpty());
        assertThat(agents.stream().flatMap(agent -> agent.violations().stream()))
                .isEmpty();
    }

    /** How often agents have read everything, all together. */
    int lists() {
        return agents.stream().mapToInt(WatchingAgent::lists).sum();
    }

    @Override
    public void close() {
        agents.forEach(WatchingAgent::close);
        http.close();
    }
}
