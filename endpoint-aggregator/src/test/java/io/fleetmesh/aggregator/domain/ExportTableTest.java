package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.MassDeleteHeldFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExportTableTest {
    private static final ServiceName CART = new ServiceName("shop", "cart");
    private static final ServiceName PAY = new ServiceName("shop", "pay");
    private static final ServiceName OTHER = new ServiceName("shop-2", "cart");

    private final ExportTable table = new ExportTable();

    private static ServiceFact service(ServiceName name, String type) {
        return new ServiceFact(name.namespace(), name.name(), type, Map.of(), Map.of(), Map.of(), List.of(), List.of());
    }

    private static EndpointSliceFact slice(String name, Optional<String> service) {
        return new EndpointSliceFact("shop", name, service, Optional.empty(), "IPv4", List.of(), List.of());
    }

    private static Affected of(ServiceName... names) {
        return Affected.of(Set.of(names));
    }

    @Test
    void aServiceAffectsItselfWhenItChanges() {
        assertEquals(of(CART), table.put(service(CART, "ClusterIP")));
        assertEquals(Affected.NOTHING, table.put(service(CART, "ClusterIP")));
        assertEquals(of(CART), table.put(service(CART, "LoadBalancer")));
        assertEquals(of(CART), table.remove("service/shop/cart"));
        assertEquals(Affected.NOTHING, table.remove("service/shop/cart"));
        assertEquals(Set.of(), table.services());
    }

    @Test
    void aNamespaceAffectsTheServicesInItAndNoOthers() {
        for (ServiceName name : List.of(CART, PAY, OTHER)) {
            var _ = table.put(service(name, "ClusterIP"));
        }
        NamespaceFact shop = new NamespaceFact("shop", Optional.of("true"));
        assertEquals(of(CART, PAY), table.put(shop));
        assertEquals(Affected.NOTHING, table.put(shop));
        assertEquals(of(CART, PAY), table.remove("namespace/shop"));
        assertEquals(Affected.NOTHING, table.remove("namespace/shop"));
        assertEquals(Optional.empty(), table.namespace("shop"));
    }

    @Test
    void aSliceAffectsTheServiceThatItBelongsToAndTheOneThatItBelongedTo() {
        assertEquals(of(CART), table.put(slice("a", Optional.of("cart"))));
        assertEquals(Affected.NOTHING, table.put(slice("a", Optional.of("cart"))));
        assertEquals(of(CART), table.put(slice("b", Optional.of("cart"))));
        assertEquals(of(CART, PAY), table.put(slice("a", Optional.of("pay"))));
        assertEquals(List.of(slice("b", Optional.of("cart"))), List.copyOf(table.slices(CART)));
        assertEquals(Optional.of(PAY), table.owner("endpointslice/shop/a"));
        assertEquals(of(PAY), table.put(slice("a", Optional.empty())));
        assertEquals(Optional.empty(), table.owner("endpointslice/shop/a"));
        assertEquals(Affected.of(Set.of()), table.remove("endpointslice/shop/a"));
        assertEquals(Affected.NOTHING, table.remove("endpointslice/shop/a"));
        assertEquals(of(CART), table.remove("endpointslice/shop/b"));
        assertTrue(table.slices(CART).isEmpty());
    }

    @Test
    void whatSaysNothingAboutExportsAffectsNothing() {
        assertEquals(Affected.NOTHING, table.put(new IdentityFact("uid")));
        assertEquals(Affected.NOTHING, table.put(new ReachabilityFact(Reachability.REACHABLE, Instant.EPOCH, "")));
        assertEquals(Affected.NOTHING, table.put(new MassDeleteHeldFact(Family.SERVICE, 1, 2)));
        for (String key : List.of(
                "",
                "identity",
                "service/shop",
                "service/shop/a/b",
                "complete/nodes",
                "other/shop",
                "namespace/shop/x",
                "endpointslice/shop",
                "complete/a/b")) {
            assertEquals(Affected.NOTHING, table.remove(key), key);
        }
    }
}
