package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.InventoryFact.Presence;
import io.fleetmesh.contract.InventoryFact.Right;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.simulator.Faults;
import io.fleetmesh.simulator.MemberSpec;
import io.fleetmesh.simulator.SimulatedMember;
import io.fleetmesh.simulator.Simulator;
import io.fleetmesh.simulator.manifest.Manifests;
import io.fleetmesh.watcher.domain.Inventory;
import io.fleetmesh.watcher.domain.InventoryListener;
import io.fleetmesh.watcher.domain.InventoryRecord;
import io.fleetmesh.watcher.domain.Survey;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member is looked at over HTTP, as it is and where it refuses, lacks or misdates. */
class InventoryLoopTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.500Z");
    private static final int PATIENCE_SECONDS = 20;
    private static final Duration NEVER = Duration.ofHours(1);
    private static final String OBJECTS = """
            apiVersion: v1
            kind: Node
            metadata:
              name: n1
              labels: {kubernetes.azure.com/cluster: MC_east, kubernetes.io/hostname: n1}
            spec: {podCIDR: 10.1.0.0/24, podCIDRs: [10.1.0.0/24, "fd00:1::/64"]}
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: cilium
              namespace: kube-system
              labels: {app.kubernetes.io/managed-by: Helm, k8s-app: cilium}
              annotations: {meta.helm.sh/release-name: cilium}
              managedFields: [{manager: helm}]
            ---
            apiVersion: v1
            kind: Secret
            metadata:
              name: cilium-clustermesh
              namespace: kube-system
              annotations: {kubectl.kubernetes.io/last-applied-configuration: "{data: {west: cGF5bG9hZA==}}"}
              managedFields: [{manager: kubectl, fieldsV1: {"f:data": {"f:west": {}}}}]
            data: {west: cGF5bG9hZA==}
            """;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Heard heard = new Heard();
    private Simulator simulator;
    private Faults faults;
    private MemberConnection connection;

    @BeforeEach
    void start() throws IOException {
        List<ObjectNode> objects = Manifests.parse("test", OBJECTS);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        simulator = Simulator.start(List.of(new MemberSpec("east", 3, 0, objects)), clock);
        SimulatedMember member = simulator.members().getFirst();
        faults = member.faults();
        Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), member.kubeconfig());
        connection = MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD);
    }

    @AfterEach
    void stop() {
        connection.close();
        simulator.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private InventoryLoop loop(Duration longestPause) {
        WatchTimings timings = new WatchTimings(
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(150),
                Duration.ofMillis(20),
                longestPause);
        Inspector inspector = new Inspector(connection, Clock.fixed(NOW, ZoneOffset.UTC));
        return InventoryLoop.start(connection, inspector, heard, timings);
    }

    /** What a member of which nothing was known is then known by. */
    private List<MemberFact> facts() throws InterruptedException {
        try (InventoryLoop _ = loop(NEVER)) {
            Inventory seen = heard.seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(seen, "nothing was looked at");
            return InventoryRecord.of(List.of()).take(seen, NOW);
        }
    }

    private ClusterFact cluster() throws InterruptedException {
        return (ClusterFact) facts().getFirst();
    }

    private OwnersFact owners() throws InterruptedException {
        return (OwnersFact) facts().getLast();
    }

    @Test
    void theClusterSaysWhatItIs() throws InterruptedException {
        ClusterFact cluster = cluster();

        assertEquals(Optional.of("v1.33.0+simulator"), cluster.kubernetesVersion());
        assertEquals(Optional.of(List.of("172.20.0.0/16")), cluster.serviceCidrs());
        assertEquals(
                List.of("10.1.0.0/24", "fd00:1::/64"),
                cluster.nodePodCidrs().orElseThrow().getFirst().podCidrs());
        assertEquals(Optional.of(0), cluster.clockSkewSeconds());
        assertEquals(List.of(), cluster.deniedRights());
        assertEquals(List.of(), cluster.unknownRights());
        // No TLS here.
        assertEquals(Optional.empty(), cluster.serverCertificateExpires());
    }

    @Test
    void whoOwnsWhatIsToldByMetadataAlone() throws InterruptedException {
        OwnersFact owners = owners();

        assertEquals(
                new Owned(
                        Presence.PRESENT,
                        Map.of("app.kubernetes.io/managed-by", "Helm"),
                        Map.of("meta.helm.sh/release-name", "cilium"),
                        List.of("helm")),
                owners.agents());
        assertEquals(Owned.ABSENT, owners.meshApiServer());
        assertEquals(new Owned(Presence.PRESENT, Map.of(), Map.of(), List.of("kubectl")), owners.meshSecret());
        assertEquals(Optional.of(Map.of("kubernetes.azure.com/cluster", "MC_east")), owners.nodeLabels());
        String body = new String(Codec.encode(owners), UTF_8);
        assertFalse(body.contains("west") || body.contains("cGF5bG9hZA"), body);
    }

    @Test
    void whatIsRefusedIsUnknownAndTheRightIsDenied() throws InterruptedException {
        faults.deny("get", "secrets");
        faults.deny("list", "nodes");
        faults.deny("list", "servicecidrs");
        faults.deny("list", "daemonsets");
        List<MemberFact> facts = facts();

        ClusterFact cluster = (ClusterFact) facts.getFirst();
        assertEquals(Optional.empty(), cluster.nodePodCidrs());
        assertEquals(Optional.empty(), cluster.serviceCidrs());
        assertEquals(
                List.of("nodes", "secrets", "daemonsets", "servicecidrs"),
                cluster.deniedRights().stream().map(Right::resource).toList());
        assertEquals(List.of(), cluster.unknownRights());
        OwnersFact owners = (OwnersFact) facts.getLast();
        assertEquals(Owned.UNKNOWN, owners.meshSecret());
        assertEquals(Owned.UNKNOWN, owners.agents());
        assertEquals(Owned.ABSENT, owners.meshApiServer());
        assertEquals(Optional.empty(), owners.nodeLabels());
    }

    @Test
    void whoMayNotAskWhatItMayDoesNotKnow() throws InterruptedException {
        faults.deny("create", "selfsubjectaccessreviews");

        ClusterFact cluster = cluster();

        assertEquals(List.of(), cluster.deniedRights());
        assertEquals(WantedRights.ALL.size(), cluster.unknownRights().size());
        assertEquals(Optional.of(List.of("172.20.0.0/16")), cluster.serviceCidrs());
    }

    @Test
    void anOlderClusterServesNoServiceCidrs() throws InterruptedException {
        faults.notServed("servicecidrs");
        faults.version("v1.31.9");

        ClusterFact cluster = cluster();

        assertEquals(Optional.of("v1.31.9"), cluster.kubernetesVersion());
        assertEquals(Optional.empty(), cluster.serviceCidrs());
    }

    @Test
    void aClockThatIsAheadIsSeen() throws InterruptedException {
        faults.clockSkew(42);

        assertEquals(Optional.of(42), cluster().clockSkewSeconds());
    }

    @Test
    void nodesAreNotListedWhereTheyAreOfNoUse() throws InterruptedException {
        heard.survey = Survey.WITHOUT_NODES;

        assertEquals(Optional.empty(), cluster().nodePodCidrs());
    }

    @Test
    void whatIsNotDueIsNotAskedForUntilItIs() throws InterruptedException {
        heard.isDue = false;
        try (InventoryLoop loop = loop(NEVER)) {
            assertNotNull(heard.questions.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertTrue(heard.identified.isEmpty());
            heard.isDue = true;
            loop.wake();

            assertNotNull(heard.seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertTrue(loop.alive());
        }
    }

    @Test
    void anotherClusterIsNotLookedAt() throws InterruptedException {
        heard.right = false;
        try (InventoryLoop _ = loop(Duration.ofMillis(20))) {
            for (int i = 0; i < 3; i++) {
                assertNotNull(heard.identified.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            assertTrue(heard.seen.isEmpty());
        }
    }

    @Test
    void aMemberThatIsAwayIsLookedAtWhenItIsBack() throws InterruptedException {
        faults.apiAway();
        try (InventoryLoop loop = loop(Duration.ofMillis(20))) {
            for (int i = 0; i < 3; i++) {
                assertNotNull(heard.questions.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            assertTrue(heard.seen.isEmpty());
            assertTrue(loop.alive());
            faults.clear();

            assertNotNull(heard.seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    private static final class Heard implements InventoryListener {
        final BlockingQueue<Inventory> seen = new LinkedBlockingQueue<>();
        final BlockingQueue<String> identified = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> questions = new LinkedBlockingQueue<>();
        volatile Survey survey = Survey.ALL;
        volatile boolean isDue = true;
        volatile boolean right = true;

        @Override
        public Optional<Survey> due() {
            questions.add(isDue);
            return isDue ? Optional.of(survey) : Optional.empty();
        }

        @Override
        public boolean identified(String clusterUid) {
            identified.add(clusterUid);
            return right;
        }

        @Override
        public void looked(Inventory inventory) {
            isDue = false;
            seen.add(inventory);
        }
    }
}
