package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What Cilium's own objects of a member become on the bus, and how that follows the member's configuration. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CiliumIT {
    private static final String WATCHER = "member-watcher";

    private Fleet fleet;
    private Log log;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/cilium"), 29_000);
        log = fleet.log();
    }

    @AfterAll
    void stop() throws IOException {
        log.close();
        fleet.close();
    }

    private Map<String, String> facts(String member) {
        return log.state("fleetmesh.facts." + member);
    }

    private Map<String, String> mesh(String member) {
        return log.state(topic(member));
    }

    private static String topic(String member) {
        return "fleetmesh.mesh.default." + member;
    }

    private Set<String> keys(Map<String, String> state, String family) {
        return state.keySet().stream()
                .filter(key -> key.startsWith(family + "/"))
                .collect(Collectors.toSet());
    }

    private void awaitMesh(String member, Predicate<Map<String, String>> condition) {
        await().atMost(Fleet.PATIENCE).until(() -> condition.test(mesh(member)));
    }

    private static String ofPod(Map<String, String> mesh, String app) {
        return mesh.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith("ip/") && entry.getValue().contains("\"pod\":\"" + app + "-"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private void configure(String member, String key, String value) throws IOException {
        try (KubernetesClient client = fleet.kubernetes(member)) {
            var _ = client.configMaps()
                    .inNamespace("kube-system")
                    .withName("cilium-config")
                    .edit(config ->
                            new ConfigMapBuilder(config).addToData(key, value).build());
        }
    }

    @Test
    void aMembersNodesIdentitiesAndAddressesAreGivenInAnOrderThatAgentsCanUse() throws JsonProcessingException {
        awaitMesh(
                "east",
                mesh -> keys(mesh, "complete")
                        .equals(Set.of(
                                "complete/nodes",
                                "complete/identities",
                                "complete/ip",
                                "complete/services",
                                "complete/endpointslices",
                                "complete/serviceexports")));
        Map<String, String> mesh = mesh("east");

        assertThat(keys(mesh, "node")).hasSameSizeAs(keys(facts("east"), "ciliumnode"));
        assertThat(keys(mesh, "identity")).hasSameSizeAs(keys(facts("east"), "ciliumidentity"));
        assertThat(keys(mesh, "ip")).hasSameSizeAs(keys(facts("east"), "ciliumendpoint"));
        Set<String> seen = new HashSet<>();
        List<String> written = log.keys(topic("east"));
        for (String key : written) {
            if (key.startsWith("ip/") && mesh.containsKey(key)) {
                assertThat(seen)
                        .contains("identity/"
                                + new ObjectMapper()
                                        .readTree(mesh.get(key))
                                        .path("identity")
                                        .asText());
            }
            seen.add(key);
        }
    }

    @Test
    void agentsOfTheOthersReadThemByTheNamesThatTheyKnow() throws IOException {
        awaitMesh("east", mesh -> mesh.containsKey("complete/ip"));
        StoreClient west = fleet.store("west");
        Map<String, String> records = Map.of("nodes", "node", "identities", "identity", "ip", "ip");
        records.forEach((segment, kind) -> {
            String level = segment.equals("identities") ? "id/" : "";
            String prefix = "cilium/cache/" + segment + "/v1/east/" + level;
            await().atMost(Fleet.PATIENCE)
                    .until(() -> without(prefix, west.get(prefix).keySet())
                            .equals(without(kind + "/", keys(mesh("east"), kind))));
            assertThat(west.get("cilium/synced/east/cilium/cache/" + segment + "/v1"))
                    .hasSize(1);
        });
    }

    private static Set<String> without(String prefix, Set<String> keys) {
        return keys.stream().map(key -> key.substring(prefix.length())).collect(Collectors.toSet());
    }

    @Test
    void aMemberIsSwitchedToSlicesAndBackWithoutLosingAnAddressOrKeepingAGhost() throws IOException {
        Shop north = fleet.shop("north");
        north.create("ghost", 1, Map.of());
        awaitMesh("north", mesh -> !ofPod(mesh, "ghost").isEmpty());
        Set<String> before = keys(mesh("north"), "ip");
        int tombstones = log.tombstones(topic("north")).size();

        configure("north", "enable-cilium-endpoint-slice", "true");
        await().atMost(Fleet.PATIENCE)
                .until(() -> facts("north").containsKey("complete/ciliumendpointslice")
                        && keys(facts("north"), "ciliumendpoint").isEmpty()
                        && !facts("north").containsKey("complete/ciliumendpoint"));

        assertThat(keys(mesh("north"), "ip")).isEqualTo(before);
        assertThat(log.tombstones(topic("north"))).hasSize(tombstones);
        north.delete("ghost");
        awaitMesh("north", mesh -> ofPod(mesh, "ghost").isEmpty());

        configure("north", "enable-cilium-endpoint-slice", "false");
        await().atMost(Fleet.PATIENCE)
                .until(() -> facts("north").containsKey("complete/ciliumendpoint")
                        && keys(facts("north"), "ciliumendpointslice").isEmpty());
        north.create("after", 1, Map.of());
        awaitMesh("north", mesh -> !ofPod(mesh, "after").isEmpty());
    }

    @Test
    void serviceExportsCountWhenTheMemberIsConfiguredForThem() throws IOException {
        try (KubernetesClient client = fleet.kubernetes("east")) {
            var _ = client.resource("""
                    apiVersion: multicluster.x-k8s.io/v1alpha1
                    kind: ServiceExport
                    metadata: {name: catalog, namespace: shop}
                    """).create();
        }
        assertThat(facts("east")).doesNotContainKey("serviceexport/shop/catalog");

        configure("east", "clustermesh-enable-mcs-api", "true");
        awaitMesh(
                "east",
                mesh -> mesh.containsKey("serviceexport/shop/catalog")
                        && mesh.getOrDefault("cluster-config", "").contains("\"serviceExportsEnabled\":true"));

        configure("east", "clustermesh-enable-mcs-api", "false");
        awaitMesh(
                "east",
                mesh -> !mesh.containsKey("serviceexport/shop/catalog")
                        && mesh.getOrDefault("cluster-config", "").contains("\"serviceExportsEnabled\":false"));
    }

    @Test
    void slicesComeWithTheVersionOfTheReadersOwnCiliumAndStayWhereItIsRefusedLater() throws IOException {
        String slices = "cilium/cache/endpointslices/v1/east/";
        String config = "cilium/cluster-config/east";
        try (StoreClient east = fleet.store("east");
                StoreClient north = fleet.store("north")) {
            await().atMost(Fleet.PATIENCE)
                    .until(() ->
                            !east.get("cilium/cache/endpointslices/v1/west/").isEmpty());
            assertThat(north.get("cilium/").toString()).doesNotContain("ndpointslices", "ndpointSlices");

            try (KubernetesClient api = fleet.kubernetes("north")) {
                var _ = api.apps()
                        .daemonSets()
                        .inNamespace("kube-system")
                        .withName("cilium")
                        .edit(agents -> new DaemonSetBuilder(agents)
                                .editSpec()
                                .editTemplate()
                                .editSpec()
                                .editFirstContainer()
                                .withImage("quay.io/cilium/cilium:v1.20.2")
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build());
            }
            await().atMost(Fleet.PATIENCE)
                    .until(() -> !north.get("cilium/synced/east/cilium/cache/endpointslices/")
                            .isEmpty());
            Set<String> told = north.get(slices).keySet();
            assertThat(told).isNotEmpty();
            assertThat(north.get(config).get(config)).contains("services-and-endpointslices");

            fleet.stopProcess(WATCHER);
            fleet.faults("north", "{\"errors\": {\"daemonsets\": 403}}");
            fleet.startProcess(WATCHER);
            fleet.shop("north").create("unversioned", 1, Map.of(Shop.GLOBAL, "true"));
            fleet.shop("north").awaitBackends(east, "unversioned", Optional.of(1));

            await().atMost(Fleet.PATIENCE)
                    .until(() -> fleet.details(WATCHER)
                            .getOrDefault(WATCHER + ".member.north", "")
                            .contains("Live"));
            assertThat(north.get(slices)).containsOnlyKeys(told);
            fleet.faults("north", "{}");
        }
    }

    @Test
    void aMemberThatLosesCiliumsKindsKeepsWhatItHasAndItsServicesGoOn() throws IOException {
        Shop west = fleet.shop("west");
        awaitMesh("west", mesh -> mesh.containsKey("complete/ip"));
        Set<String> before = keys(mesh("west"), "ip");
        fleet.stopProcess(WATCHER);
        fleet.faults("west", "{\"notServed\": [\"ciliumnodes\", \"ciliumidentities\", \"ciliumendpoints\"]}");
        fleet.startProcess(WATCHER);

        await().atMost(Fleet.PATIENCE)
                .until(() -> fleet.details(WATCHER)
                        .getOrDefault(WATCHER + ".member.west", "")
                        .contains("CILIUM_ENDPOINT"));
        StoreClient east = fleet.store("east");
        west.create("still", 1, Map.of(Shop.GLOBAL, "true"));
        west.awaitBackends(east, "still", Optional.of(1));

        assertThat(keys(mesh("west"), "ip")).isEqualTo(before);
        fleet.faults("west", "{}");
        awaitMesh("west", mesh -> !ofPod(mesh, "still").isEmpty());
    }
}
