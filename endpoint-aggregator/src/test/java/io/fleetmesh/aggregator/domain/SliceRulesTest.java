package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.CART;
import static io.fleetmesh.aggregator.domain.Facts.GLOBAL;
import static io.fleetmesh.aggregator.domain.Facts.endpoint;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.service;
import static io.fleetmesh.aggregator.domain.Facts.slice;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.BackendPort;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a slice is exported. */
class SliceRulesTest {
    private static Export export(EndpointSliceFact... slices) {
        ExportStep step = step(namespace("shop"), service("cart", GLOBAL));
        for (EndpointSliceFact slice : slices) {
            Facts.apply(step, slice);
        }
        return step.desired(CART);
    }

    private static List<String> addresses(Export export) {
        return export.slices().stream()
                .flatMap(slice -> slice.backends().stream())
                .map(Backend::address)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        ", , true",
        "true, true, true",
        "true, false, true",
        "false, true, true",
        "false, , true",
        ", false, true",
        "false, false, false"
    })
    void backendIsKeptWhenReadyOrServingAndAbsentCountsAsTrue(Boolean ready, Boolean serving, boolean kept) {
        Endpoint endpoint = endpoint("10.3.1.10", Optional.ofNullable(ready), Optional.ofNullable(serving));

        Export export = export(slice("cart-1", "cart", "IPv4", Optional.empty(), List.of(endpoint)));

        assertEquals(kept ? List.of("10.3.1.10") : List.of(), addresses(export));
    }

    @Test
    void sliceWithoutBackendsStillHasARecord() {
        assertEquals(1, export(slice("cart-1", "cart")).slices().size());
    }

    @Test
    void portsWithoutNumberAreSkippedAndUnnamedOnesStay() {
        EndpointSliceFact slice = Facts.sliceOf(
                new EndpointPort("", "", Optional.of(8080)),
                new EndpointPort("noport", "TCP", Optional.empty()),
                new EndpointPort("dns", "UDP", Optional.of(53)));

        EndpointSliceRecord value = export(slice).slices().getFirst();

        assertEquals(List.of(new BackendPort("", "TCP", 8080), new BackendPort("dns", "UDP", 53)), value.ports());
    }

    @Test
    void unusablePortsAreLeftOutAndReported() {
        EndpointSliceFact slice = Facts.sliceOf(
                new EndpointPort("a", "ICMP", Optional.of(1)),
                new EndpointPort("b", "TCP", Optional.of(0)),
                new EndpointPort("c", "TCP", Optional.of(65_536)));

        Export export = export(slice);

        assertEquals(List.of(), export.slices().getFirst().ports());
        assertEquals(
                List.of("ports[a].protocol", "ports[b].port", "ports[c].port"),
                export.problems().stream().map(Problem::field).toList());
    }

    @Test
    void onlyIpSlicesOfThisMemberAreExported() {
        List<Endpoint> endpoints = List.of(endpoint("10.3.1.10"));

        Export export = export(
                slice("cart-fqdn", "cart", "FQDN", Optional.empty(), List.of(endpoint("example.org"))),
                slice(
                        "cart-mirrored",
                        "cart",
                        "IPv4",
                        Optional.of("endpointslice-mesh-controller.cilium.io"),
                        endpoints),
                slice("cart-own", "cart", "IPv4", Optional.of("endpointslice-controller.k8s.io"), endpoints),
                slice("cart-6", "cart", "IPv6", Optional.empty(), List.of(endpoint("FD00::000A"))));

        assertEquals(
                List.of("cart-6", "cart-own"),
                export.slices().stream().map(EndpointSliceRecord::name).toList());
        assertEquals(List.of("fd00::a", "10.3.1.10"), addresses(export));
        assertEquals(List.of(), export.problems());
    }

    @Test
    void invalidAddressIsLeftOutAndReported() {
        Export export = export(slice("cart-1", "cart", "10.3.1.999", "10.3.1.10"));

        assertEquals(List.of("10.3.1.10"), addresses(export));
        assertEquals(
                List.of(new Problem(
                        "endpointslice/shop/cart-1",
                        "endpoints.addresses",
                        "10.3.1.999",
                        "an IPv4 or IPv6 address without a zone")),
                export.problems());
    }

    @Test
    void hostnameZoneAndHintsGoAlong() {
        Endpoint endpoint = new Endpoint(
                List.of("10.3.1.10"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("cart-0"),
                Optional.of("n1"),
                Optional.of("z1"),
                List.of("z1", "z2"));

        Export export = export(slice("cart-1", "cart", "IPv4", Optional.empty(), List.of(endpoint)));

        assertEquals(
                List.of(new Backend("10.3.1.10", Optional.of("cart-0"), Optional.of("z1"), List.of("z1", "z2"))),
                export.slices().getFirst().backends());
    }

    @Test
    void emptyZoneIsNone() {
        Endpoint endpoint = new Endpoint(
                List.of("10.3.1.10"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(""),
                List.of("z1"));

        Export export = export(slice("cart-1", "cart", "IPv4", Optional.empty(), List.of(endpoint)));

        assertEquals(
                List.of(new Backend("10.3.1.10", Optional.empty(), Optional.empty(), List.of())),
                export.slices().getFirst().backends());
    }

    @Test
    void orderAndSpellingOfAddressesIsNoChange() {
        Export one = export(slice("cart-1", "cart", "10.3.1.11", "10.3.1.10", "::ffff:10.3.1.10"));
        Export other = export(slice("cart-1", "cart", "10.3.1.10", "10.3.1.11"));

        assertEquals(one.slices(), other.slices());
    }

    @Test
    void slicesOfOtherServicesStayOut() {
        assertEquals(List.of(), export(slice("api-1", "api", "10.3.1.10")).slices());
    }
}
