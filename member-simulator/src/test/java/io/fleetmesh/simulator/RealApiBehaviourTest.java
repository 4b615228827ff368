package io.fleetmesh.simulator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fleetmesh.realkubernetes.CustomKind;
import io.fleetmesh.realkubernetes.RealKubernetes;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The suite on a real kube-apiserver: what the simulator was made to do is what members do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealApiBehaviourTest extends ClientBehaviour {
    private RealKubernetes kubernetes;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        kubernetes = RealKubernetes.start(directory);
        kubernetes.define(CustomKind.CILIUM_IDENTITY);
        // Its cache begins anew, behind the revisions of its first start.
        kubernetes.crashAndRestart();
    }

    @AfterAll
    void stop() {
        if (kubernetes != null) {
            kubernetes.close();
        }
    }

    @Override
    KubernetesClient client() {
        return kubernetes.admin();
    }

    @Override
    String expiredRevision() {
        return "1";
    }
}
