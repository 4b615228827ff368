package io.fleetmesh.meshstore.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Records that the aggregator makes of the sample objects, beside what a real Cilium 1.19.7 wrote: the same bytes. */
class CiliumFamilyValuesGolden {
    private static final Path SAMPLES = Path.of("..", "endpoint-aggregator", "src", "test", "resources", "samples");
    private static final ClusterConfigRecord EAST = new ClusterConfigRecord("east", 3, 255, true);
    private static final String[] FAMILIES = {"nodes", "identities", "ip", "serviceexports"};
    private static final String CACHE = "cilium/cache/";
    private static final String IPS = CACHE + "ip/v1/east/";

    private static Map<String, String> cilium(String file, String... families) throws IOException {
        List<String> lines = Files.readAllLines(SAMPLES.resolve(file));
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < lines.size(); i += 2) {
            for (String family : families) {
                if (lines.get(i).startsWith(CACHE + family + "/v1/")) {
                    values.put(lines.get(i), lines.get(i + 1));
                }
            }
        }
        return values;
    }

    /** What a view shows of the records in {@code file}. */
    private static Map<String, String> ours(String file, String... families) throws IOException {
        Projection projection = Fixtures.projection();
        projection.applyView(Fixtures.view("west", "east"), Fixtures.NOW);
        projection.viewsCaughtUp();
        projection.apply("east", EAST);
        for (String line : Files.readAllLines(SAMPLES.resolve(file))) {
            int space = line.indexOf(' ');
            Decoded decoded = Codec.decode(
                    Optional.of(line.substring(0, space)),
                    line.substring(space + 1).getBytes(UTF_8));
            if (!(decoded instanceof Decoded.Known(FleetRecord body) && body instanceof MeshRecord record)) {
                throw new IllegalStateException(line + ": " + decoded);
            }
            projection.apply("east", record);
        }
        projection.sourceCaughtUp("east");
        projection.flush(Fixtures.NOW);
        Map<String, String> values = Fixtures.shown(projection, "west");
        values.keySet()
                .removeIf(key -> Arrays.stream(families).noneMatch(family -> key.startsWith(CACHE + family + "/v1/")));
        return values;
    }

    private static String text(Bytes value) {
        return new String(value.bytes(), UTF_8);
    }

    @Test
    void valuesAreTheSameBytesButWhereWeDifferOnPurpose() throws IOException {
        Map<String, String> expected = cilium("expected-cache.txt", FAMILIES);
        // Agents refuse a number outside of the cluster's range, and so do we.
        expected.remove(CACHE + "identities/v1/east/id/5");
        // An endpoint with an invalid address has its valid ones only.
        expected.remove(IPS + "<nil>");
        // Of two endpoints that claim an address, the same one has it each time.
        expected.put(
                IPS + "10.3.1.11",
                "{\"IP\":\"10.3.1.11\",\"Mask\":null,\"HostIP\":\"172.18.0.2\",\"ID\":200001,\"Key\":0,\"Metadata\":\"\","
                        + "\"K8sNamespace\":\"shop\",\"K8sPodName\":\"cart-1\"}");
        // A namespace that is not global exports nothing, as in Cilium 1.20.
        expected.remove(CACHE + "serviceexports/v1/east/closed/hidden-export");

        assertEquals(expected, ours("records.txt", FAMILIES));
    }

    @Test
    void addressesFromSlicesAreTheSameBytes() throws IOException {
        assertEquals(cilium("expected-cache-ip-slices.txt", "ip"), ours("records-slices.txt", "ip"));
    }

    @Test
    void anExportOfAPlainServiceHasNoMoreThanItMust() {
        ServiceExportRecord export = new ServiceExportRecord(
                "shop",
                "bare",
                Instant.parse("2026-01-01T00:00:00Z"),
                true,
                List.of(),
                Map.of(),
                Map.of(),
                "None",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());

        assertEquals(
                "{\"cluster\":\"east\",\"name\":\"bare\",\"namespace\":\"shop\","
                        + "\"exportCreationTimestamp\":\"2026-01-01T00:00:00Z\",\"ports\":[],\"type\":\"Headless\","
                        + "\"sessionAffinity\":\"None\"}",
                text(CiliumFamilyValues.serviceExport(EAST, export)));
    }

    @Test
    void masksOfAnyLengthAreTheirBytes() {
        MeshRecord.AllocCidrs v4 =
                new MeshRecord.AllocCidrs(Optional.of("0.0.0.0/0"), List.of("10.0.0.0/9", "10.1.2.3/32"));
        NodeRecord node = new NodeRecord(
                "n",
                List.of(),
                v4,
                MeshRecord.AllocCidrs.NONE,
                IpPair.NONE,
                IpPair.NONE,
                0,
                0,
                Map.of(),
                Map.of(),
                "",
                "");

        String value = text(CiliumFamilyValues.node(EAST, node));

        assertEquals(
                "\"IPv4AllocCIDR\":{\"IP\":\"0.0.0.0\",\"Mask\":\"AAAAAA==\"},\"IPv4SecondaryAllocCIDRs\":"
                        + "[{\"IP\":\"10.0.0.0\",\"Mask\":\"/4AAAA==\"},{\"IP\":\"10.1.2.3\",\"Mask\":\"/////w==\"}]",
                value.substring(value.indexOf("\"IPv4AllocCIDR\""), value.indexOf(",\"IPv6AllocCIDR\"")));
    }
}
