package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static io.fleetmesh.meshstore.domain.Fixtures.complete;
import static io.fleetmesh.meshstore.domain.Fixtures.config;
import static io.fleetmesh.meshstore.domain.Fixtures.export;
import static io.fleetmesh.meshstore.domain.Fixtures.identity;
import static io.fleetmesh.meshstore.domain.Fixtures.ip;
import static io.fleetmesh.meshstore.domain.Fixtures.node;
import static io.fleetmesh.meshstore.domain.Fixtures.serviceOf;
import static io.fleetmesh.meshstore.domain.Fixtures.shown;
import static io.fleetmesh.meshstore.domain.Fixtures.wholeSlice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.NamespaceChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a consumer is shown of a source, and in which order that changes. */
class SightTest {
    private static final Set<String> SHOP = Set.of(
            "identities/v1/east/id/65601",
            "ip/v1/east/10.1.0.1",
            "services/v1/east/shop/cart",
            "endpointslices/v1/east/shop/cart-1",
            "serviceexports/v1/east/shop/cart");
    private static final Set<String> PAY = Set.of(
            "identities/v1/east/id/65602",
            "ip/v1/east/10.1.0.2",
            "services/v1/east/pay/card",
            "endpointslices/v1/east/pay/card-1",
            "serviceexports/v1/east/pay/card");
    private static final Set<String> OF_NONE =
            Set.of("nodes/v1/east/n1", "identities/v1/east/id/65603", "ip/v1/east/10.1.0.3", "ip/v1/east/fd00::/64");
    private static final Set<String> ALWAYS = Set.of(
            "cilium/cluster-config/east",
            "cilium/synced/east/cilium/cache/nodes/v1",
            "cilium/synced/east/cilium/cache/identities/v1",
            "cilium/synced/east/cilium/cache/ip/v1",
            "cilium/synced/east/cilium/cache/services/v1",
            "cilium/synced/east/cilium/cache/endpointslices/v1",
            "cilium/synced/east/cilium/cache/serviceexports/v1");

    private final Projection projection = Fixtures.projection();

    @BeforeEach
    void eastGivesTwoNamespaces() {
        projection.apply("east", config("east", 1));
        projection.apply("east", node("n1"));
        projection.apply("east", identity(65_601, "shop"));
        projection.apply("east", identity(65_602, "pay"));
        projection.apply("east", identity(65_603, ""));
        projection.apply("east", ip("10.1.0.1", 65_601, "shop"));
        projection.apply("east", ip("10.1.0.2", 65_602, "pay"));
        projection.apply("east", ip("10.1.0.3", 65_603, ""));
        projection.apply("east", ip("fd00::/64", 2, ""));
        projection.apply("east", serviceOf("shop", "cart", "x"));
        projection.apply("east", serviceOf("pay", "card", "x"));
        projection.apply("east", wholeSlice("shop", "cart-1", "10.1.0.1"));
        projection.apply("east", wholeSlice("pay", "card-1", "10.1.0.2"));
        projection.apply("east", export("shop", "cart"));
        projection.apply("east", export("pay", "card"));
        for (MeshFamily family : MeshFamily.values()) {
            projection.apply("east", complete(family));
        }
        projection.sourceCaughtUp("east");
        projection.apply("west", new ClusterConfigRecord("west", 2, 255, true, Optional.of("1.20.2")));
        projection.sourceCaughtUp("west");
        projection.viewsCaughtUp();
        show(NamespaceChoice.ALL);
    }

    private void show(NamespaceChoice seen) {
        show(seen, List.of());
    }

    private void show(NamespaceChoice seen, List<String> draining) {
        projection.applyView(new ConsumerView("west", "west", List.of("east"), Map.of("east", seen), draining), NOW);
        projection.flush(NOW);
    }

    private static Set<String> all(List<Set<String>> parts) {
        Set<String> keys = new TreeSet<>(ALWAYS);
        parts.forEach(part -> part.forEach(key -> keys.add("cilium/cache/" + key)));
        return keys;
    }

    private Set<String> west() {
        return shown(projection, "west").keySet();
    }

    private ViewIndex index() {
        return assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"))
                .view();
    }

    private List<Event> eventsSince(long revision) {
        List<Event> events = new ArrayList<>();
        long next = revision + 1;
        while (index().read(next) instanceof LogRead.Next(Commit commit)) {
            events.addAll(commit.events());
            next = commit.revision() + 1;
        }
        return events;
    }

    private static List<String> texts(List<Event> events) {
        return events.stream()
                .map(event -> (event.current().isTombstone() ? "- " : "+ ")
                        + event.current().key().toString().substring("cilium/cache/".length()))
                .toList();
    }

    @Test
    void whoSeesAllSeesAll() {
        assertEquals(all(List.of(SHOP, PAY, OF_NONE)), west());
    }

    @Test
    void aHiddenNamespaceTakesServicesAwayFirstAndIdentitiesLast() {
        long before = index().revision();

        show(NamespaceChoice.allBut(List.of("pay")));

        assertEquals(all(List.of(SHOP, OF_NONE)), west());
        assertEquals(
                List.of(
                        "- serviceexports/v1/east/pay/card",
                        "- endpointslices/v1/east/pay/card-1",
                        "- services/v1/east/pay/card",
                        "- ip/v1/east/10.1.0.2",
                        "- identities/v1/east/id/65602"),
                texts(eventsSince(before)));
    }

    @Test
    void aNamespaceThatIsShownAgainComesInTheOppositeOrderAndAsItWas() {
        Map<String, String> whole = shown(projection, "west");
        show(NamespaceChoice.only(List.of("shop")));
        long before = index().revision();

        show(NamespaceChoice.only(List.of("pay", "shop")));

        assertEquals(
                List.of(
                        "+ identities/v1/east/id/65602",
                        "+ ip/v1/east/10.1.0.2",
                        "+ services/v1/east/pay/card",
                        "+ endpointslices/v1/east/pay/card-1",
                        "+ serviceexports/v1/east/pay/card"),
                texts(eventsSince(before)));
        assertEquals(whole, shown(projection, "west"));
    }

    @Test
    void aSourceThatDrainsKeepsAllButItsServices() {
        Map<String, String> whole = shown(projection, "west");
        long before = index().revision();

        show(NamespaceChoice.ALL, List.of("east"));

        assertEquals(
                List.of(
                        "- serviceexports/v1/east/shop/cart",
                        "- serviceexports/v1/east/pay/card",
                        "- endpointslices/v1/east/shop/cart-1",
                        "- endpointslices/v1/east/pay/card-1",
                        "- services/v1/east/shop/cart",
                        "- services/v1/east/pay/card"),
                texts(eventsSince(before)));
        assertTrue(west().containsAll(ALWAYS));

        show(NamespaceChoice.ALL, List.of());
        assertEquals(whole, shown(projection, "west"));
    }

    @Test
    void whatChangesWhileItIsWithdrawnIsGivenAsItThenIs() {
        show(NamespaceChoice.only(List.of("shop")), List.of("east"));
        projection.apply("east", serviceOf("shop", "cart", "changed"));
        projection.apply("east", serviceOf("shop", "new", "x"));
        projection.remove("east", "wholeslice/shop/cart-1");
        projection.flush(NOW);

        show(NamespaceChoice.only(List.of("shop")), List.of());

        Map<String, String> now = shown(projection, "west");
        assertTrue(now.get("cilium/cache/services/v1/east/shop/cart").contains("changed"));
        assertTrue(now.containsKey("cilium/cache/services/v1/east/shop/new"));
        assertEquals(
                Optional.empty(),
                now.keySet().stream().filter(key -> key.contains("cart-1")).findFirst());
    }

    @Test
    void anAddressThatMovesIntoAHiddenNamespaceGoesBeforeItsIdentity() {
        show(NamespaceChoice.allBut(List.of("pay")));
        long before = index().revision();

        projection.apply("east", ip("10.1.0.1", 65_602, "pay"));
        projection.remove("east", "identity/65601");
        projection.flush(NOW);

        assertEquals(List.of("- ip/v1/east/10.1.0.1", "- identities/v1/east/id/65601"), texts(eventsSince(before)));
    }

    @Test
    void whatHappensInAHiddenNamespaceIsNoEvent() {
        show(NamespaceChoice.only(List.of("shop")));
        long before = index().revision();

        projection.apply("east", serviceOf("pay", "card", "changed"));
        projection.apply("east", identity(65_604, "pay"));
        projection.apply("east", ip("10.1.0.4", 65_604, "pay"));
        projection.remove("east", "ip/10.1.0.2");
        projection.flush(NOW);

        assertEquals(List.of(), eventsSince(before));
        assertEquals(before, index().revision());
    }

    @Test
    void aViewThatBeginsShowsNothingOfHiddenNamespaces() {
        projection.applyView(
                new ConsumerView(
                        "north",
                        "north",
                        List.of("east"),
                        Map.of("east", NamespaceChoice.only(List.of("pay"))),
                        List.of("east")),
                NOW);
        projection.flush(NOW);

        Map<String, String> north = shown(projection, "north");
        assertTrue(!north.toString().contains("shop") && !north.containsKey("cilium/cache/ip/v1/east/10.1.0.1"));
        assertTrue(north.containsKey("cilium/cache/ip/v1/east/10.1.0.2"));
    }
}
