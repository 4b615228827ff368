package io.fleetmesh.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.CheckOverride;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.MemberChange;
import io.fleetmesh.contract.plan.PlannedWave;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
    @ParameterizedTest
    @MethodSource("io.fleetmesh.contract.SampleRecords#all")
    void everyRecordComesBackAsItWasAndMatchesItsGoldenJson(FleetRecord record) throws IOException {
        String type = EventTypes.of(record.getClass());

        byte[] bytes = Codec.encode(record);

        assertEquals(new Decoded.Known(record), Codec.decode(Optional.of(type), bytes));
        assertEquals(golden(type), new String(bytes, UTF_8));
    }

    @ParameterizedTest
    @MethodSource("io.fleetmesh.contract.SampleRecords#all")
    void everyRecordComesBackFromItsCompactForm(FleetRecord record) {
        byte[] packed = CompactCodec.pack(record);

        assertEquals(record, CompactCodec.unpack(record.getClass(), packed));
        assertEquals('[', packed[0]);
    }

    @Test
    void everyPermittedSubtypeHasASample() {
        List<Class<?>> permitted = new ArrayList<>();
        collect(FleetRecord.class, permitted);

        assertEquals(
                permitted.stream().map(Class::getName).sorted().toList(),
                SampleRecords.all().map(r -> r.getClass().getName()).sorted().toList());
    }

    @Test
    void unknownTypeUnknownVersionAndMalformedAreThreeDifferentResults() {
        byte[] body = "{}".getBytes(UTF_8);

        assertEquals(
                new Decoded.UnknownType("io.fleetmesh.nonsense.v1"),
                Codec.decode(Optional.of("io.fleetmesh.nonsense.v1"), body));
        assertEquals(
                new Decoded.UnknownVersion("io.fleetmesh.claim.v9"),
                Codec.decode(Optional.of("io.fleetmesh.claim.v9"), body));
        assertInstanceOf(Decoded.Malformed.class, Codec.decode(Optional.of("io.fleetmesh.claim.v1"), body));
        assertInstanceOf(Decoded.Malformed.class, Codec.decode(Optional.empty(), body));
        assertEquals(new Decoded.Tombstone(), Codec.decode(Optional.empty(), null));
    }

    @Test
    void bytesThatAreNoJsonAreMalformed() {
        for (String body : List.of("", "null", "[]", "{\"owner\":", "{\"owner\":\"a\"} x", "{\"owner\":null}")) {
            Decoded decoded = Codec.decode(Optional.of("io.fleetmesh.claim.v1"), body.getBytes(UTF_8));

            assertInstanceOf(Decoded.Malformed.class, decoded, body);
        }
    }

    @Test
    void aFieldOfALaterReleaseIsPassedOver() {
        Decoded decoded =
                Codec.decode(Optional.of("io.fleetmesh.claim.v1"), "{\"owner\":\"a\",\"later\":1}".getBytes(UTF_8));

        assertEquals(new Decoded.Known(new Claim("a")), decoded);
    }

    /** Within v1 changes only add, and what is absent has a meaning. */
    @ParameterizedTest
    @MethodSource("earlierBodies")
    void whatAnEarlierReleaseWroteIsRead(String body, FleetRecord expected) {
        String type = EventTypes.of(expected.getClass());

        assertEquals(new Decoded.Known(expected), Codec.decode(Optional.of(type), body.getBytes(UTF_8)));
    }

    static Stream<Arguments> earlierBodies() {
        return Stream.of(
                Arguments.of(
                        "{\"consumer\":\"west\",\"clusterName\":\"west\",\"sources\":[\"east\"]}",
                        new ConsumerView("west", "west", List.of("east"))),
                Arguments.of("{\"generation\":1}", new MeshRecord.CompletenessRecord(1)),
                Arguments.of(
                        "{\"id\":\"p\",\"profile\":\"shop\",\"inputsHash\":\"h\",\"created\":\"1970-01-01T00:00:00Z\","
                                + "\"actor\":\"anna\",\"expires\":\"1970-01-01T01:00:00Z\",\"members\":[{\"member\":\"east\","
                                + "\"kind\":\"CHANGE\",\"observed\":false,\"fields\":[]}],\"views\":[],\"sight\":[],"
                                + "\"waves\":[{\"name\":\"(all)\",\"members\":[\"east\"],\"soakSeconds\":0,\"pause\":false}],"
                                + "\"checks\":[{\"name\":\"certificates\",\"category\":\"trust\","
                                + "\"title\":\"t\",\"level\":\"FAIL\",\"fact\":\"\",\"findings\":[{\"level\":\"FAIL\","
                                + "\"members\":[\"east\"],\"fact\":\"f\",\"remedy\":\"r\",\"steps\":[]}],\"omitted\":0}],"
                                + "\"overrides\":[{\"check\":\"certificates\",\"reason\":\"known\",\"actor\":\"ben\","
                                + "\"at\":\"1970-01-01T00:00:00Z\"}],\"approvalsNeeded\":0,\"approvals\":[]}",
                        planOfAnEarlierRelease()),
                Arguments.of(
                        "{\"clusterName\":\"east\",\"clusterId\":3,\"maxConnectedClusters\":255,\"serviceExportsEnabled\":false}",
                        new MeshRecord.ClusterConfigRecord("east", 3, 255, false)),
                Arguments.of(
                        "{\"clusterName\":\"east\",\"clusterId\":3,\"maxConnectedClusters\":255,\"serviceExportsEnabled\":false,"
                                + "\"ciliumVersion\":\"1.20.2\"}",
                        new MeshRecord.ClusterConfigRecord(
                                "east", 3, 255, false, Optional.of("1.20.2"), Optional.empty())),
                Arguments.of(
                        "{\"namespace\":\"shop\",\"name\":\"cart-1\",\"service\":\"cart\",\"addressType\":\"IPv4\","
                                + "\"ports\":[{\"name\":\"http\",\"protocol\":\"TCP\",\"port\":8080}],\"endpoints\":[]}",
                        new MemberFact.EndpointSliceFact(
                                "shop",
                                "cart-1",
                                Optional.of("cart"),
                                Optional.empty(),
                                "IPv4",
                                List.of(new MemberFact.EndpointPort("http", "TCP", Optional.of(8080))),
                                List.of())),
                Arguments.of(
                        "{\"namespace\":\"shop\",\"name\":\"cart\",\"exporters\":[],\"conflicts\":[]}",
                        new GlobalService("shop", "cart", List.of(), List.of())),
                Arguments.of(
                        "{\"clusterName\":\"east\",\"clusterId\":3,\"mcsApi\":true,\"endpointSlices\":false}",
                        new CiliumFact.CiliumConfigFact(
                                Optional.of("east"),
                                Optional.of(3),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                true,
                                false,
                                Optional.empty())),
                Arguments.of(
                        "{\"family\":\"SERVICE\",\"generation\":1,\"resourceVersion\":\"4711\"}",
                        new MemberFact.CompletenessFact(Family.SERVICE, 1, "4711")),
                Arguments.of(
                        "{\"namespace\":\"shop\",\"name\":\"cart\",\"type\":\"ClusterIP\",\"labels\":{},\"annotations\":{},"
                                + "\"selector\":{},\"clusterIps\":[],\"ports\":[]}",
                        new MemberFact.ServiceFact(
                                "shop", "cart", "ClusterIP", Map.of(), Map.of(), Map.of(), List.of(), List.of())));
    }

    private static Plan planOfAnEarlierRelease() {
        List<Finding> findings = List.of(new Finding(Level.FAIL, List.of("east"), "f", "r"));
        return new Plan(
                "p",
                "shop",
                "h",
                Instant.EPOCH,
                "anna",
                Instant.EPOCH.plusSeconds(3600),
                List.of(),
                List.of(new MemberChange("east", MemberChange.Kind.CHANGE, false, List.of(), List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(new PlannedWave(PlannedWave.ALL, List.of("east"), 0, false, List.of(), Optional.empty())),
                List.of(new Check("certificates", "trust", "t", Level.FAIL, "", findings, 0, List.of("east"))),
                List.of(new CheckOverride("certificates", "known", "ben", Instant.EPOCH, List.of())),
                0,
                List.of(),
                Optional.empty());
    }

    @Test
    void equalRecordsGiveEqualBytesWhateverTheOrderOfTheirMaps() {
        Map<String, String> oneWay = new java.util.LinkedHashMap<>();
        oneWay.put("a", "1");
        oneWay.put("b", "2");
        Map<String, String> otherWay = new java.util.LinkedHashMap<>();
        otherWay.put("b", "2");
        otherWay.put("a", "1");

        assertArrayEquals(Codec.encode(service(oneWay)), Codec.encode(service(otherWay)));
    }

    private static MeshRecord.ServiceRecord service(Map<String, String> labels) {
        return new MeshRecord.ServiceRecord("shop", "cart", false, List.of(), List.of(), labels, Map.of());
    }

    private static void collect(Class<?> type, List<Class<?>> leaves) {
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, leaves);
            }
        } else {
            leaves.add(type);
        }
    }

    private static String golden(String type) throws IOException {
        try (InputStream in = CodecTest.class.getResourceAsStream("/golden/" + type + ".json")) {
            return in == null ? "no golden file" : new String(in.readAllBytes(), UTF_8).strip();
        }
    }
}
