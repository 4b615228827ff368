package io.fleetmesh.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients of a member rely on; any implementation of the API must pass. Uses namespace default. */
abstract class ClientBehaviour {
    /** A real server sends one each minute or so. */
    private static final Duration BOOKMARK_PERIOD = Duration.ofSeconds(90);

    private static final int ATTEMPTS = 5;
    private static final Map<String, String> LABELS = Map.of("suite", "behaviour");

    /** Collects what a watch says. */
    private static final class Events implements Watcher<ConfigMap> {
        private final List<String> seen = new CopyOnWriteArrayList<>();
        private final List<Integer> errors = new CopyOnWriteArrayList<>();

        @Override
        public void eventReceived(Action action, ConfigMap object) {
            seen.add(
                    action == Action.BOOKMARK
                            ? "BOOKMARK"
                            : action + " " + object.getMetadata().getName());
        }

        @Override
        public void onClose(WatcherException cause) {
            errors.add(cause.asClientException().getCode());
        }
    }

    abstract KubernetesClient client();

    /** A revision that watches cannot start from any more. */
    abstract String expiredRevision();

    private MixedOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> all() {
        return client().configMaps();
    }

    private ConfigMap create(String name) {
        return all().inNamespace("default")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(LABELS)
                        .endMetadata()
                        .withData(Map.of("a", "1"))
                        .build())
                .create();
    }

    @AfterEach
    void removeAll() {
        all().inNamespace("default").withLabels(LABELS).delete();
    }

    @Test
    void aListReadInPagesIsOneRevision() {
        List.of("a", "b", "c", "d", "e").forEach(this::create);
        var maps = all().inNamespace("default");
        ConfigMapList first = maps.list(new ListOptionsBuilder()
                .withLimit(2L)
                .withLabelSelector("suite")
                .build());
        create("bb");
        ConfigMapList second = maps.list(new ListOptionsBuilder()
                .withLimit(9L)
                .withLabelSelector("suite")
                .withContinue(first.getMetadata().getContinue())
                .build());
        assertEquals(2, first.getItems().size());
        assertEquals(
                List.of("c", "d", "e"),
                second.getItems().stream()
                        .map(map -> map.getMetadata().getName())
                        .toList());
        assertEquals(
                first.getMetadata().getResourceVersion(), second.getMetadata().getResourceVersion());
    }

    @Test
    void aWatchGoesOnFromARevision() {
        create("a");
        ConfigMap from = create("b");
        create("c");
        Events events = new Events();
        try (Watch _ = all().inNamespace("default")
                .watch(
                        new ListOptionsBuilder()
                                .withResourceVersion(from.getMetadata().getResourceVersion())
                                .withAllowWatchBookmarks(true)
                                .build(),
                        events)) {
            all().inNamespace("default").withName("a").delete();
            await().until(() -> events.seen.size() >= 2);
            assertEquals(List.of("ADDED c", "DELETED a"), events.seen.subList(0, 2));
            await().atMost(BOOKMARK_PERIOD).until(() -> events.seen.contains("BOOKMARK"));
        }
    }

    /**
     * Where a watch ends at once the client may set its handlers on a socket that is closed by then; it then waits for ever for the
     * watch to open, and hears nothing. It is not the client that is tested: it watches again.
     */
    @Test
    void anExpiredRevisionIsGone() {
        Events events = new Events();
        ListOptions expired =
                new ListOptionsBuilder().withResourceVersion(expiredRevision()).build();
        for (int attempt = 0; attempt < ATTEMPTS && events.errors.isEmpty(); attempt++) {
            Thread.ofVirtual().start(() -> all().inNamespace("default").watch(expired, events));
            try {
                await().until(() -> !events.errors.isEmpty());
            } catch (ConditionTimeoutException e) {
                assertTrue(attempt + 1 < ATTEMPTS, "no client has heard of the end of its watch");
            }
        }
        assertEquals(List.of(410), events.errors);
    }

    @Test
    void patchesByMergeAndByJsonPatch() {
        create("a");
        var map = all().inNamespace("default").withName("a");
        map.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"a\":null,\"b\":\"2\"}}");
        map.patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"add\",\"path\":\"/data/c\",\"value\":\"3\"}]");
        assertEquals(Map.of("b", "2", "c", "3"), map.get().getData());
    }

    @Test
    void refusesConflictsDuplicatesAndWhatIsNotThere() {
        ConfigMap old = create("a");
        var map = all().inNamespace("default").withName("a");
        map.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"b\":\"2\"}}");
        ConfigMap outdated = new ConfigMapBuilder(old).addToData("x", "y").build();
        assertEquals(
                409,
                assertThrows(
                                KubernetesClientException.class,
                                () -> all().inNamespace("default")
                                        .resource(outdated)
                                        .lockResourceVersion()
                                        .update())
                        .getCode());
        assertEquals(
                409,
                assertThrows(KubernetesClientException.class, () -> create("a")).getCode());
        assertEquals(
                404,
                assertThrows(
                                KubernetesClientException.class,
                                () -> all().inNamespace("default")
                                        .withName("none")
                                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{}"))
                        .getCode());
    }

    @Test
    void selectsBySetsOfLabels() {
        create("a");
        var maps = all().inNamespace("default");
        assertEquals(
                1, maps.withLabelIn("suite", "behaviour", "x").list().getItems().size());
        assertEquals(
                0,
                maps.withLabelNotIn("suite", "behaviour")
                        .withLabel("suite")
                        .list()
                        .getItems()
                        .size());
        assertEquals(1, maps.withField("metadata.name", "a").list().getItems().size());
    }

    @Test
    void scalesADeployment() {
        var deployments = client().apps().deployments().inNamespace("default");
        deployments
                .resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("scaled")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(0)
                        .withNewSelector()
                        .addToMatchLabels(LABELS)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(LABELS)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage("example.org/main:1")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        deployments.withName("scaled").scale(3);
        assertEquals(3, deployments.withName("scaled").scale().getSpec().getReplicas());
        assertEquals(3, deployments.withName("scaled").get().getSpec().getReplicas());
        deployments.withName("scaled").delete();
    }

    @Test
    void tellsWhatItServes() {
        assertTrue(client().supports("cilium.io/v2", "CiliumIdentity"));
        assertTrue(client().getApiGroups().getGroups().stream()
                .anyMatch(group -> group.getName().equals("apps")));
        assertNotNull(client().getKubernetesVersion().getGitVersion());
    }
}
