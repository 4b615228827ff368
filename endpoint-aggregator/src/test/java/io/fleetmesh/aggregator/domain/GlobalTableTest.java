package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.CART;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GlobalTableTest {
    private static final ServicePort HTTP = new ServicePort("http", "TCP", 80);

    private final GlobalTable table = new GlobalTable();

    private static ServiceRecord service(boolean headless, ServicePort... ports) {
        return new ServiceRecord("shop", "cart", headless, List.of(), List.of(ports), Map.of(), Map.of());
    }

    private static EndpointSliceRecord slice(String name, String service, String... addresses) {
        List<Backend> backends = Arrays.stream(addresses)
                .map(address -> new Backend(address, Optional.empty(), Optional.empty(), List.of()))
                .toList();
        return new EndpointSliceRecord("shop", name, service, List.of(), backends);
    }

    private Set<ServiceName> give(String member, MeshRecord value) {
        return table.apply(member, value.key(), Optional.of(value));
    }

    private GlobalService cart() {
        return table.desired(CART).orElseThrow();
    }

    @Test
    void exportersStandByMemberWithTheirDistinctBackends() {
        give("west", service(false, HTTP));
        give("east", slice("cart-1", "cart", "10.3.1.10", "10.3.1.11"));
        give("east", slice("cart-2", "cart", "10.3.1.11", "fd00::1"));
        give("east", service(false, HTTP));

        assertEquals(
                new GlobalService(
                        "shop",
                        "cart",
                        List.of(
                                new Exporter("east", false, List.of(HTTP), 3),
                                new Exporter("west", false, List.of(HTTP), 0)),
                        List.of()),
                cart());
    }

    @Test
    void whoHasNotVouchedForHavingGivenAllMayYetGiveWhatARecordNames() {
        give("east", service(false, HTTP));
        give("west", service(false, HTTP));
        give("west", new CompletenessRecord(MeshFamily.SERVICES, 1));

        assertEquals(Set.of("east"), table.unproven(cart()));

        give("east", new CompletenessRecord(MeshFamily.SERVICES, 1));
        assertEquals(Set.of(), table.unproven(cart()));

        table.forget("west");
        assertEquals(
                Set.of("west"),
                table.unproven(new GlobalService(
                        "shop", "cart", List.of(new Exporter("west", false, List.of(), 0)), List.of())));
    }

    @Test
    void whoWaitsStandsBesideWhoExports() {
        Optional<Instant> created = Optional.of(Instant.parse("2026-01-01T00:00:00Z"));
        give("west", new HeldExportRecord("shop", "cart", created));
        assertEquals(List.of(), cart().exporters());

        give("east", service(false, HTTP));
        assertEquals(List.of(new GlobalService.Held("west", created)), cart().held());

        give("west", service(false, HTTP));
        assertEquals(Set.of(CART), table.apply("west", HeldExportRecord.keyOf("shop", "cart"), Optional.empty()));
        assertEquals(List.of(), cart().held());
        assertEquals(2, cart().exporters().size());
        table.forget("west");
        assertEquals(1, cart().exporters().size());
    }

    @Test
    void slicesAloneExportNothing() {
        give("east", slice("cart-1", "cart", "10.3.1.10"));

        assertEquals(Optional.empty(), table.desired(CART));
        assertEquals(Set.of(), table.names());
    }

    @Test
    void sliceCountsWhereItBelongsNow() {
        give("east", service(false, HTTP));
        give("east", slice("s", "cart", "10.3.1.10"));

        assertEquals(Set.of(CART, new ServiceName("shop", "basket")), give("east", slice("s", "basket", "10.3.1.10")));
        assertEquals(0, cart().exporters().getFirst().backends());
    }

    @Test
    void typeAndPortConflictsAreSaidInWords() {
        give("east", service(true, HTTP, new ServicePort("dns", "UDP", 53)));
        give("north", service(false, HTTP));
        give("west", service(false, new ServicePort("http", "TCP", 8080)));

        assertEquals(
                List.of(
                        new Conflict("type", "headless in east; cluster IP in north, west"),
                        new Conflict("port/dns", "53/UDP in east; absent in north, west"),
                        new Conflict("port/http", "80/TCP in east, north; 8080/TCP in west")),
                cart().conflicts());
    }

    @Test
    void unnamedPortConflictsUnderItsEmptyName() {
        give("east", service(false, new ServicePort("", "TCP", 80)));
        give("west", service(false, new ServicePort("", "UDP", 80)));

        assertEquals(List.of(new Conflict("port/", "80/TCP in east; 80/UDP in west")), cart().conflicts());
    }

    @Test
    void viewGoesWithItsLastExporter() {
        give("east", service(false, HTTP));
        give("west", service(true, HTTP));

        assertEquals(Set.of(CART), table.apply("west", "service/shop/cart", Optional.empty()));
        assertEquals(List.of(), cart().conflicts());
        assertEquals(Set.of(CART), table.apply("east", "service/shop/cart", Optional.empty()));
        assertEquals(Optional.empty(), table.desired(CART));
    }

    @Test
    void memberThatLeavesTakesAllItGave() {
        give("east", service(false, HTTP));
        give("east", slice("cart-1", "cart", "10.3.1.10"));
        give("west", service(false, HTTP));

        assertEquals(Set.of(CART), table.forget("east"));
        assertEquals(
                List.of("west"),
                cart().exporters().stream().map(Exporter::member).toList());
        assertEquals(Set.of(), table.forget("east"));
    }

    @Test
    void recordsOfNoServiceAffectNothing() {
        assertEquals(Set.of(), give("east", new ClusterConfigRecord("east", 3, 255, false)));
        assertEquals(Set.of(), table.apply("east", "service/shop/never-seen", Optional.empty()));
    }
}
