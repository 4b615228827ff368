package io.fleetmesh.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
    static Stream<FleetRecord> records() {
        return Stream.of(
                new Claim("watcher-1"),
                new DeadLetter("fleetmesh.facts.east", 0, 7, "service/shop/cart", "no JSON", "mesh-store", "", "eA=="),
                new Incarnation("0b5f", 7, List.of("a1c2")),
                new Member("east", "default", "east", 3),
                new ConsumerView("west", "west", List.of("east")),
                new GlobalService(
                        "shop",
                        "cart",
                        List.of(new GlobalService.Exporter(
                                "east", false, List.of(new MemberFact.ServicePort("http", "TCP", 80)), 2)),
                        List.of(new GlobalService.Conflict("type", "east is headless, west is not"))),
                new MemberFact.NamespaceFact("shop", Optional.of("true")),
                new MemberFact.ServiceFact(
                        "shop",
                        "cart",
                        "ClusterIP",
                        Map.of("team", "web", "app", "cart"),
                        Map.of("service.cilium.io/global", "true"),
                        Map.of("app", "cart"),
                        List.of("10.96.0.10"),
                        List.of(new MemberFact.ServicePort("http", "TCP", 80))),
                new MemberFact.EndpointSliceFact(
                        "shop",
                        "cart-1",
                        Optional.of("cart"),
                        Optional.empty(),
                        "IPv4",
                        List.of(new MemberFact.EndpointPort("http", "TCP", Optional.of(8080))),
                        List.of(new MemberFact.Endpoint(
                                List.of("10.3.1.10"),
                                Optional.of(true),
                                Optional.empty(),
                                Optional.of(false),
                                Optional.of("cart-0"),
                                Optional.of("n1"),
                                Optional.of("z1"),
                                List.of("z1", "z2")))),
                new MemberFact.IdentityFact("0b5f"),
                new MemberFact.ReachabilityFact(
                        MemberFact.Reachability.UNREACHABLE,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        "connection refused"),
                new MemberFact.CompletenessFact(Family.SERVICE, 1, "4711"),
                new MemberFact.MassDeleteHeldFact(Family.SERVICE, 90, 100),
                new MeshRecord.ClusterConfigRecord("east", 3, 255, false),
                new MeshRecord.ServiceRecord(
                        "shop",
                        "cart",
                        false,
                        List.of("10.96.0.10"),
                        List.of(new MemberFact.ServicePort("http", "TCP", 80)),
                        Map.of("team", "web"),
                        Map.of("app", "cart")),
                new MeshRecord.EndpointSliceRecord(
                        "shop",
                        "cart-1",
                        "cart",
                        List.of(new MeshRecord.BackendPort("http", "TCP", 8080)),
                        List.of(new MeshRecord.Backend(
                                "10.3.1.10", Optional.of("cart-0"), Optional.of("z1"), List.of("z1")))),
                new MeshRecord.CompletenessRecord(1));
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyRecordComesBackAsItWasAndMatchesItsGoldenJson(FleetRecord record) throws IOException {
        String type = EventTypes.of(record.getClass());

        byte[] bytes = Codec.encode(record);

        assertEquals(new Decoded.Known(record), Codec.decode(Optional.of(type), bytes));
        assertEquals(golden(type), new String(bytes, UTF_8));
    }

    @ParameterizedTest
    @MethodSource("records")
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
                records().map(r -> r.getClass().getName()).sorted().toList());
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
