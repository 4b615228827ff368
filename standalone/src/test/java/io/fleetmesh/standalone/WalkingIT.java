package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The main job on packaged processes: a change in one member, read in the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalkingIT {
    private Fleet fleet;
    private Shop east;
    private StoreClient west;
    private StoreClient north;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/walking"), 26_000);
        east = fleet.shop("east");
        west = fleet.store("west");
        north = fleet.store("north");
    }

    @AfterAll
    void stop() throws IOException {
        fleet.close();
    }

    @Test
    void aServiceIsReadableInTheOthersFromItsAnnotationToItsEnd() throws IOException {
        List<String> events = west.watch(east.prefix());
        assertThat(east.backends(west, "shop")).isEmpty();

        east.annotate("shop", Shop.GLOBAL, "true");

        east.awaitBackends(west, "shop", Optional.of(3));
        east.awaitBackends(north, "shop", Optional.of(3));
        assertThat(fleet.etcdctl("west", "get", "--prefix", east.prefix()))
                .contains(east.key("shop"), "\"cluster\":\"east\"");

        east.scale("shop", 5);
        east.awaitBackends(west, "shop", Optional.of(5));

        east.annotate("shop", Shop.SHARED, "false");
        east.awaitBackends(west, "shop", Optional.empty());

        east.unannotate("shop", Shop.SHARED);
        east.awaitBackends(west, "shop", Optional.of(5));

        east.unannotate("shop", Shop.GLOBAL);
        east.awaitBackends(west, "shop", Optional.empty());
        east.awaitBackends(north, "shop", Optional.empty());
        await().atMost(Fleet.PATIENCE)
                .untilAsserted(() -> assertThat(events.getLast()).isEqualTo("DELETE " + east.key("shop")));
    }

    @Test
    void aMemberIsNotShownItself() throws IOException {
        try (StoreClient own = fleet.store("east")) {
            assertThat(own.get(east.prefix())).isEmpty();
            assertThat(own.get("cilium/cluster-config/").keySet())
                    .containsExactly("cilium/cluster-config/north", "cilium/cluster-config/west");
        }
    }

    @Test
    void whoBringsNoCertificateIsRefused() throws IOException {
        String said = fleet.etcdctlWithoutCertificate("west", "get", "--prefix", "cilium/cache/");

        assertThat(said).contains("Error");
    }

    /** Any one service stops, the fleet changes meanwhile, and nothing of it is lost. */
    @Test
    void aServiceThatWasAwayCatchesUp() throws IOException {
        east.create("stays", 1, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, "stays", Optional.of(1));
        List<String> events = west.watch(east.key("stays"));
        for (String service :
                List.of("profile-controller", "cert-authority", "member-watcher", "endpoint-aggregator")) {
            east.create("vanishes-" + service, 1, Map.of(Shop.GLOBAL, "true"));
            east.awaitBackends(west, "vanishes-" + service, Optional.of(1));
            fleet.stopProcess(service);

            east.delete("vanishes-" + service);
            east.create("appears-" + service, 2, Map.of(Shop.GLOBAL, "true"));
            fleet.startProcess(service);

            east.awaitBackends(west, "vanishes-" + service, Optional.empty());
            east.awaitBackends(west, "appears-" + service, Optional.of(2));
        }
        assertThat(events).isEmpty();
    }

    /** Agents list anew after a restart of the store: what they list must be all. */
    @Test
    void theStoreComesBackWhole() throws IOException {
        east.create("before", 3, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, "before", Optional.of(3));

        fleet.stopProcess("mesh-store");
        east.create("between", 1, Map.of(Shop.GLOBAL, "true"));
        fleet.startProcess("mesh-store");
        await().atMost(Fleet.PATIENCE).until(() -> fleet.ready("mesh-store"));

        try (StoreClient again = fleet.store("west")) {
            assertThat(east.backends(again, "before")).contains(3);
            east.awaitBackends(again, "between", Optional.of(1));
        }
    }

    @Test
    void whatIsMeasuredHasTheLabelsThatAreDocumented() throws IOException {
        Map<String, Set<String>> documented = MetricsTable.read(fleet.file("docs/operations.md"));
        Set<String> measured = new TreeSet<>();
        for (RunFile.ServiceEntry service : fleet.runFile().services()) {
            MetricsTable.labels(fleet.metricsAt(service.http())).forEach((metric, labels) -> {
                measured.add(metric);
                assertThat(labels).as(metric).isEqualTo(documented.get(metric));
            });
        }
        assertThat(measured)
                .contains(
                        "fleetmesh_records_written_total", "fleetmesh_watcher_lists_total", "fleetmesh_store_revision");
    }

    @Test
    void aPoisonRecordStopsNothingAndIsKept() throws IOException {
        east.create("poisoned", 2, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, "poisoned", Optional.of(2));
        List<String> events = west.watch(east.key("poisoned"));
        try (Log log = fleet.log()) {
            log.poison("fleetmesh.facts.east", "service/shop/poisoned", false);
            log.poison("fleetmesh.facts.east", "service/shop/poisoned", true);

            await().atMost(Fleet.PATIENCE)
                    .untilAsserted(() -> assertThat(log.keys("fleetmesh.dead-letters"))
                            .filteredOn(origin -> origin.contains("fleetmesh.facts.east"))
                            .hasSizeGreaterThanOrEqualTo(2));
        }
        east.scale("poisoned", 4);

        east.awaitBackends(west, "poisoned", Optional.of(4));
        assertThat(events).doesNotContain("DELETE " + east.key("poisoned"));
    }
}
