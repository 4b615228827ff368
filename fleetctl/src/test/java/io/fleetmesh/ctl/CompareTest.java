package io.fleetmesh.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.ctl.compare.Keys;
import io.fleetmesh.ctl.compare.Samples;
import io.fleetmesh.meshstore.domain.EntryPage;
import io.fleetmesh.meshstore.domain.KeyValue;
import io.fleetmesh.meshstore.domain.WholeSource;
import io.fleetmesh.meshstore.messaging.WholeSources;
import io.fleetmesh.meshstore.service.SourcePages;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code compare} between a real etcd and the store's own pages. */
class CompareTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final WholeSource east = new WholeSource("east", NOW);
    private HttpServer server;
    private EtcdProcess etcd;
    private String out = "";
    private String err = "";

    @BeforeEach
    void eastIsExportedHere() throws IOException {
        east.apply(new ClusterConfigRecord("east", 3, 255, true));
        for (MeshFamily family : MeshFamily.values()) {
            east.apply(new CompletenessRecord(family, 1));
        }
        east.apply(new IdentityRecord(
                200_001,
                List.of(
                        new SecurityLabel("k8s", "app", "cart"),
                        new SecurityLabel("k8s", "io.cilium.k8s.policy.cluster", "east"),
                        new SecurityLabel("k8s", "io.kubernetes.pod.namespace", "shop"))));
        for (int i = 1; i <= 45; i++) {
            east.apply(new ServiceRecord("shop", "s" + i, true, List.of(), List.of(), Map.of(), Map.of()));
            east.apply(new IpRecord(
                    "10.3.1." + i, Optional.of("172.18.0.2"), 200_001, 3, "shop", "cart-" + i, Optional.empty()));
        }
        east.caughtUp();
        east.flush(NOW);
        SourcePages pages = new SourcePages(member -> switch (member) {
            case "east" -> new WholeSources.Answer.Whole(east.index().orElseThrow());
            case "closed" -> new WholeSources.Answer.Barred();
            default -> new WholeSources.Answer.Unknown();
        });
        Router router = Router.router(vertx);
        router.get(SourcePages.PATH).handler(pages::answer);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        etcd = EtcdProcess.start(directory);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        etcd.close();
    }

    private int compare(String member) {
        return compare(member, "http://127.0.0.1:" + server.actualPort());
    }

    private int compare(String member, String store) {
        StringWriter written = new StringWriter();
        StringWriter complained = new StringWriter();
        CommandLine line = Fleetctl.commandLine(Clock.systemUTC());
        line.setOut(new PrintWriter(written));
        line.setErr(new PrintWriter(complained, true));
        int code = line.execute("compare", member, "--etcd-endpoint", etcd.endpoint(), "--store", store);
        out = written.toString();
        err = complained.toString();
        return code;
    }

    /** Just what is served here, as the cluster's own clustermesh-apiserver would have written it. */
    private Map<String, byte[]> inStateForm() {
        Map<String, byte[]> entries = new TreeMap<>();
        entries.put(
                "cilium/cluster-config/east",
                ("{\"id\":3,\"capabilities\":{\"syncedCanaries\":true,\"maxConnectedClusters\":255,"
                                + "\"serviceExportsEnabled\":true}}")
                        .getBytes(UTF_8));
        for (MeshFamily family : MeshFamily.values()) {
            String cache = Keys.cache(family, "east");
            EntryPage page = EntryPage.of(east.index().orElseThrow(), Optional.of(family), Optional.empty(), 1000);
            for (KeyValue entry : ((EntryPage.Entries) page).entries()) {
                entries.put(
                        Keys.state(family, "east") + entry.key().toString().substring(cache.length()),
                        entry.value().bytes());
            }
        }
        return entries;
    }

    @Test
    void aMeshThatSaysTheSameInItsOwnFormIsEqual() throws Exception {
        etcd.put(inStateForm());

        assertEquals(0, compare("east"), out + err);
        assertTrue(out.endsWith("0 differences, and 1 on purpose\n"), out);
    }

    @Test
    void eachDifferenceIsTold() throws Exception {
        Map<String, byte[]> entries = inStateForm();
        entries.remove("cilium/state/ip/v1/default/10.3.1.7");
        entries.put("cilium/state/services/v1/east/shop/more", "{}".getBytes(UTF_8));
        entries.computeIfPresent(
                "cilium/state/services/v1/east/shop/s44",
                (_, value) -> new String(value, UTF_8)
                        .replace("\"clusterID\":3", "\"clusterID\":4")
                        .getBytes(UTF_8));
        // Another cluster's, which is none of our business.
        entries.put("cilium/state/services/v1/west/shop/x", "{}".getBytes(UTF_8));
        etcd.put(entries);

        assertEquals(1, compare("east"), err);
        assertEquals("""
                differs        cilium/cluster-config/east
                    capabilities/cached: there nothing, here true  on purpose: ours is in cache form
                    capabilities/endpointSlicesExportMode: there nothing, here services-and-endpointslices\
                  on purpose: shown to Cilium 1.20 and newer only
                missing there  cilium/cache/ip/v1/east/10.3.1.7
                missing here   cilium/cache/services/v1/east/shop/more
                differs        cilium/cache/services/v1/east/shop/s44
                    clusterID: there 4, here 3
                3 differences, and 1 on purpose
                """, out);
    }

    @Test
    void aStoreThatKvstoremeshFillsIsReadInItsForm() throws Exception {
        Map<String, byte[]> entries = new TreeMap<>();
        Samples.all().forEach((key, value) -> entries.put(key, value.getBytes(UTF_8)));
        etcd.put(entries);

        assertEquals(1, compare("east"), err);
        assertTrue(out.contains("missing here   cilium/cache/nodes/v1/east/n1\n"), out);
        assertTrue(out.contains("missing here   cilium/cache/identities/v1/east/id/5  on purpose: "), out);
        assertTrue(out.contains("missing there  cilium/cache/services/v1/east/shop/s1\n"), out);
    }

    @Test
    void whatIsNotKnownHereOrThereIsNoDifference() throws Exception {
        etcd.put(Map.of("cilium/cluster-config/west", "{}".getBytes(UTF_8)));

        assertEquals(Failure.REFUSED, compare("east"), out);
        assertTrue(err.contains("the etcd has no cilium/cluster-config/east"), err);
        assertEquals(Failure.REFUSED, compare("south"), out);
        assertTrue(err.contains("nothing is exported of a member south"), err);
    }

    /** By a name that the store does not take for its own machine's. */
    @Test
    void aStoreThatRefusesCallersOfOtherMachinesSaysHowTheyCanAsk() {
        int port = server.actualPort();

        assertEquals(Failure.REFUSED, compare("east", "http://0.0.0.0:" + port), out);
        assertTrue(err.contains("ssh -N -L " + port + ":127.0.0.1:" + port + " HOST"), err);
        assertTrue(err.contains("kubectl port-forward POD " + port), err);
        assertTrue(err.contains("--store"), err);
    }

    @Test
    void whereNoStoreAnswersElsewhereTheWayToItIsSaid() {
        assertEquals(Failure.UNAVAILABLE, compare("east", "http://0.0.0.0:1"), out);
        assertTrue(err.contains("ssh -N -L 1:127.0.0.1:1 0.0.0.0"), err);
        assertTrue(err.contains("give --store http://127.0.0.1:1"), err);

        assertEquals(Failure.UNAVAILABLE, compare("east", "http://127.0.0.1:1"), out);
        assertTrue(err.contains("no answer from the store at http://127.0.0.1:1"), err);
        assertFalse(err.contains("ssh"), err);
    }

    @Test
    void aMembersOwnStoreNamesTheStoreThatCan() {
        assertEquals(Failure.REFUSED, compare("closed"), out);
        assertTrue(err.contains("Ask one that serves all consumers"), err);
    }

    @Test
    void whatIsNoAddressOrNoStoreIsSaidSo() {
        assertEquals(Failure.REFUSED, compare("east", "127.0.0.1:19085"), out);
        assertTrue(
                err.contains("--store: expected an address like http://127.0.0.1:19085, found '127.0.0.1:19085'"), err);

        assertEquals(Failure.UNAVAILABLE, compare("east", "http://127.0.0.1:" + server.actualPort() + "/else"), out);
        assertTrue(err.contains("is no mesh store: status 404, no JSON"), err);
    }
}
