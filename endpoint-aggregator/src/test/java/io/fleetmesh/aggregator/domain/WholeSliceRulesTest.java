package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.GLOBAL;
import static io.fleetmesh.aggregator.domain.Facts.completeStep;
import static io.fleetmesh.aggregator.domain.Facts.endpoint;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.service;
import static io.fleetmesh.aggregator.domain.Facts.slice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.SliceMeta;
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is exported of a slice for agents that read slices. */
class WholeSliceRulesTest {
    private static final String NAME = "kubernetes.io/service-name";
    private static final Item SLICE = Item.slice("shop", "cart-1");

    private static ExportStep stepWith(MemberFact... facts) {
        ExportStep step = completeStep(namespace("shop"), service("cart", GLOBAL));
        for (MemberFact fact : facts) {
            Facts.apply(step, fact);
        }
        return step;
    }

    private static Optional<WholeSliceRecord> exported(MemberFact... facts) {
        return stepWith(facts).desired(SLICE).record().map(WholeSliceRecord.class::cast);
    }

    private static EndpointSliceFact typed(String type, String... addresses) {
        return slice(
                "cart-1",
                "cart",
                type,
                Optional.empty(),
                List.of(addresses).stream().map(Facts::endpoint).toList());
    }

    private static List<List<String>> addresses(MemberFact... facts) {
        return exported(facts).orElseThrow().endpoints().stream()
                .map(Endpoint::addresses)
                .toList();
    }

    /** Found by a whole plan: object, field, value. */
    private static Set<String> problems(MemberFact... facts) {
        ExportStep step = stepWith(facts);
        step.plan(new Held(), true);
        Set<String> found = new TreeSet<>();
        step.problems().takeNew().forEach(problem -> found.add(problem.field() + " " + problem.value()));
        return found;
    }

    @Test
    void labelsAnnotationsPortsAndConditionsAreThoseOfTheSlice() {
        Endpoint leaving = new Endpoint(
                List.of("10.3.1.10"),
                Optional.of(false),
                Optional.of(false),
                Optional.of(true),
                Optional.of("cart-0"),
                Optional.of("n1"),
                Optional.of("z1"),
                List.of("z2"));
        List<EndpointPort> ports = List.of(
                new EndpointPort("http", "TCP", Optional.of(8080), Optional.of("h2c")),
                new EndpointPort("all", "UDP", Optional.empty()));
        SliceMeta meta = new SliceMeta(Map.of(NAME, "cart", "a", "b"), Map.of("service.cilium.io/weight", "3"));

        assertEquals(
                Optional.of(new WholeSliceRecord(
                        "shop", "cart-1", meta.labels(), meta.annotations(), "IPv4", ports, List.of(leaving))),
                exported(new EndpointSliceFact(
                        "shop",
                        "cart-1",
                        Optional.of("cart"),
                        Optional.empty(),
                        "IPv4",
                        ports,
                        List.of(leaving),
                        Optional.of(meta))));
    }

    @Test
    void ofAnEarlierReleasesFactTheLabelsAreThoseThatAgentsLookAt() {
        assertEquals(
                Map.of(NAME, "cart", "endpointslice.kubernetes.io/managed-by", "me"),
                exported(slice("cart-1", "cart", "IPv4", Optional.of("me"), List.of()))
                        .orElseThrow()
                        .labels());
    }

    @Test
    void onlySlicesOfServicesThatAreExportedAre() {
        EndpointSliceFact slice = slice("cart-1", "cart", "10.3.1.10");

        assertEquals(Optional.empty(), exported(slice, service("cart", Map.of())));
        assertEquals(Optional.empty(), exported(slice, namespace("shop", "false")));
        assertEquals(Optional.empty(), exported(slice("cart-1", "other", "10.3.1.10")));
        assertEquals(
                Optional.empty(),
                exported(slice(
                        "cart-1",
                        "cart",
                        "IPv4",
                        Optional.of("endpointslice-mesh-controller.cilium.io"),
                        List.of(endpoint("10.3.1.10")))));
    }

    @Test
    void theOrderOfEndpointsDoesNotCount() {
        assertEquals(
                exported(slice("cart-1", "cart", "10.3.1.10", "10.3.1.9")),
                exported(slice("cart-1", "cart", "10.3.1.9", "10.3.1.10")));
    }

    /** One address that an agent cannot read costs the whole slice there. */
    @Test
    void addressesThatAgentsWouldRefuseAreLeftOut() {
        assertEquals(
                List.of(List.of("10.3.1.10")),
                addresses(typed("IPv4", "10.3.1.10", "10.3.1.999", "fd00::1", "010.3.1.11")));
        assertEquals(
                List.of(List.of("fd00::1")),
                addresses(typed("IPv6", "FD00:0::1", "10.3.1.10", "::ffff:10.3.1.11", "fe80::1%eth0")));
        assertEquals(List.of(List.of("10.3.1.10")), addresses(typed("IPv4", "::ffff:10.3.1.10")));
    }

    @Test
    void whatIsLeftOutIsSaidOnce() {
        assertEquals(
                Set.of("endpoints.addresses 10.3.1.999", "endpoints.addresses fd00::1"),
                problems(typed("IPv4", "10.3.1.10", "10.3.1.999", "fd00::1")));
        assertEquals(Set.of("addressType FQDN"), problems(typed("FQDN", "cart.example")));

        ExportStep step = stepWith(typed("IPv4", "10.3.1.999"));
        step.plan(new Held(), true);
        assertEquals(1, step.problems().takeNew().size());
    }

    @Test
    void aPortThatIsNoneIsLeftOut() {
        EndpointSliceFact slice = Facts.sliceOf(
                new EndpointPort("a", "TCP", Optional.of(0)),
                new EndpointPort("b", "TCP", Optional.of(1)),
                new EndpointPort("c", "TCP", Optional.empty()));

        assertEquals(
                List.of("b", "c"),
                exported(slice).orElseThrow().ports().stream()
                        .map(EndpointPort::name)
                        .toList());
    }

    @Test
    void aSliceFollowsItsServiceItsNamespaceAndItself() {
        ExportStep step = stepWith();
        Held held = new Held();
        step.plan(held, true).forEach(held::apply);
        for (Step change : List.of(
                new Step(slice("cart-1", "cart", "10.3.1.10"), true),
                new Step(service("cart", Map.of()), false),
                new Step(service("cart", GLOBAL), true),
                new Step(namespace("shop", "false"), false),
                new Step(namespace("shop"), true),
                new Step(slice("cart-1", "other", "10.3.1.10"), false),
                new Step(service("other", GLOBAL), true))) {
            Affected affected = Facts.apply(step, change.fact());
            step.planFor(affected, held, true).forEach(held::apply);

            assertEquals(change.exported(), held.get(SLICE.key()).isPresent(), change.toString());
        }
        Affected gone = step.apply("endpointslice/shop/cart-1", Optional.empty());
        step.planFor(gone, held, true).forEach(held::apply);
        assertEquals(Optional.empty(), held.get(SLICE.key()));
    }

    /** A fact, and whether the slice is exported once it has come. */
    record Step(MemberFact fact, boolean exported) {}
}
