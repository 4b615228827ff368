package io.fleetmesh.simulator;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** The suite on a simulated member. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorBehaviourTest extends ClientBehaviour {
    private final Member member;

    SimulatorBehaviourTest() throws IOException {
        member = Member.start();
    }

    @AfterAll
    void stop() {
        member.close();
    }

    @Override
    KubernetesClient client() {
        return member.client();
    }

    @Override
    String expiredRevision() {
        return "1";
    }
}
