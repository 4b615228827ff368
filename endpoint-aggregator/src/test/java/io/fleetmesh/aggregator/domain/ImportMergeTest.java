package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.ExportPort;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.ServiceImport;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What ServiceExports of several members come to: the rules of Cilium's operator, and their reasons. */
class ImportMergeTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final ServiceExportRecord PLAIN = export("cart", 0, port("http", 80));

    private final GlobalTable table = new GlobalTable();

    static ExportPort port(String name, int number) {
        return new ExportPort(name, "TCP", number, Optional.empty());
    }

    private static ExportPort port(String name, int number, String app) {
        return new ExportPort(name, "TCP", number, Optional.of(app));
    }

    static ServiceExportRecord export(String name, int age, ExportPort... ports) {
        return new ServiceExportRecord(
                "shop",
                name,
                BEGIN.plusSeconds(age),
                false,
                List.of(ports),
                Map.of(),
                Map.of(),
                "None",
                Optional.empty(),
                List.of("IPv4"),
                Optional.empty(),
                Optional.empty());
    }

    private static ServiceExportRecord families(int age, String... families) {
        return new ServiceExportRecord(
                "shop",
                "cart",
                BEGIN.plusSeconds(age),
                false,
                List.of(),
                Map.of(),
                Map.of(),
                "None",
                Optional.empty(),
                Arrays.asList(families),
                Optional.empty(),
                Optional.empty());
    }

    private Set<ServiceName> give(String member, MeshRecord value) {
        return table.apply(member, value.key(), Optional.of(value));
    }

    private ServiceImport cart() {
        return table.desired(Facts.CART).orElseThrow().serviceImport().orElseThrow();
    }

    @Test
    void aNameThatIsOnlyExportedHasAViewAndItGoesWithTheLastExport() {
        assertEquals(Set.of(Facts.CART), give("east", PLAIN));

        assertEquals(List.of(), table.desired(Facts.CART).orElseThrow().exporters());
        assertEquals(List.of(new ServiceImport.Export("east", "east", BEGIN)), cart().exports());
        assertEquals(List.of(), cart().conflicts());
        assertEquals(Set.of(Facts.CART), table.apply("east", PLAIN.key(), Optional.empty()));
        assertEquals(Optional.empty(), table.desired(Facts.CART));
    }

    @Test
    void theOldestExportCountsInEachPropertyAndTheReasonIsSaid() {
        give(
                "east",
                new ServiceExportRecord(
                        "shop",
                        "cart",
                        BEGIN.plusSeconds(5),
                        true,
                        List.of(port("http", 80)),
                        Map.of("l", "east"),
                        Map.of("a", "east"),
                        "ClientIP",
                        Optional.of(42),
                        List.of("IPv4"),
                        Optional.of("Local"),
                        Optional.of("PreferClose")));
        give("west", export("cart", 0, port("http", 80)));

        ServiceImport made = cart();

        assertEquals(
                List.of("west", "east"),
                made.exports().stream().map(ServiceImport.Export::member).toList());
        assertEquals(false, made.headless());
        assertEquals("None", made.sessionAffinity());
        assertEquals(Map.of(), made.labels());
        assertEquals(Optional.empty(), made.trafficDistribution());
        String why = " of west counts: the oldest export, 2026-01-01T00:00:00Z; ";
        assertEquals(
                List.of(
                        new Conflict("type", "ClusterSetIP" + why + "Headless in east"),
                        new Conflict("sessionAffinity", "None" + why + "ClientIP in east"),
                        new Conflict("sessionAffinityConfig.clientIP", "unset" + why + "42 in east"),
                        new Conflict("annotations", "{}" + why + "{a=east} in east"),
                        new Conflict("labels", "{}" + why + "{l=east} in east"),
                        new Conflict("internalTrafficPolicy", "Cluster" + why + "Local in east"),
                        new Conflict("trafficDistribution", "unset" + why + "PreferClose in east")),
                made.conflicts());
    }

    @Test
    void ofEquallyOldExportsTheFirstByClusterNameCountsWhateverTheMemberIsCalled() {
        give("east", export("cart", 0, port("http", 80, "http")));
        give("west", export("cart", 0, port("http", 80, "grpc")));
        assertEquals("http", cart().ports().getFirst().appProtocol().orElseThrow());

        assertEquals(Set.of(Facts.CART), give("east", new ClusterConfigRecord("zebra", 3, 255, true)));
        assertEquals(Set.of(Facts.CART), give("west", new ClusterConfigRecord("ant", 4, 255, true)));
        assertEquals(Set.of(), give("west", new ClusterConfigRecord("ant", 4, 511, true)));

        assertEquals("grpc", cart().ports().getFirst().appProtocol().orElseThrow());
        assertEquals(
                List.of(new Conflict(
                        "port/http",
                        "http 80/TCP as grpc of west counts: of equally old exports the first by cluster name, "
                                + "2026-01-01T00:00:00Z; http 80/TCP as http in east")),
                cart().conflicts());
    }

    @Test
    void portsAreThoseOfAllExportsAndNoNameOrNumberTwice() {
        give("east", export("cart", 0, port("http", 80), port("", 7)));
        give("north", export("cart", 1, port("web", 80), port("http", 8080), port("metrics", 9090)));

        assertEquals(List.of(port("http", 80), port("", 7), port("metrics", 9090)), cart().ports());
        assertEquals(
                List.of(
                        new Conflict(
                                "port/http",
                                "http 80/TCP of east counts: the oldest export, 2026-01-01T00:00:00Z; web 80/TCP in north"),
                        new Conflict("port/", "7/TCP of east counts; absent in north"),
                        new Conflict("port/metrics", "metrics 9090/TCP of north counts; absent in east")),
                cart().conflicts());
    }

    @Test
    void ipFamiliesAreThoseThatAllHaveAndWhoHasNoneOfThemIsLeftOutAndNamed() {
        give("east", families(0, "IPv6", "IPv4"));
        give("north", families(1));
        give("south", families(2, "IPv4"));
        assertEquals(List.of("IPv4"), cart().ipFamilies());
        assertEquals(List.of(), cart().conflicts());

        give("west", families(3, "IPv6"));

        assertEquals(List.of("IPv4"), cart().ipFamilies());
        assertEquals(
                List.of(new Conflict("ipFamilies", "IPv4 counts: older exports have it; none in common: IPv6 in west")),
                cart().conflicts());
    }

    @Test
    void aMemberThatLeavesTakesItsExportAlong() {
        give("east", PLAIN);
        give("west", export("cart", 1, port("http", 81)));

        assertEquals(Set.of(Facts.CART), table.forget("east"));
        assertEquals(1, cart().exports().size());
        assertTrue(cart().conflicts().isEmpty());
    }

    @Test
    void longValuesAreCutInWords() {
        ServiceExportRecord labelled = new ServiceExportRecord(
                "shop",
                "cart",
                BEGIN.plusSeconds(1),
                false,
                PLAIN.ports(),
                Map.of("l", "x".repeat(1_000)),
                Map.of(),
                "None",
                Optional.empty(),
                PLAIN.ipFamilies(),
                Optional.empty(),
                Optional.empty());
        give("east", PLAIN);
        give("west", labelled);

        assertTrue(cart().conflicts().getFirst().detail().length() < 400);
    }
}
