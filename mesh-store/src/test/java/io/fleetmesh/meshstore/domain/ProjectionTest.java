package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static io.fleetmesh.meshstore.domain.Fixtures.complete;
import static io.fleetmesh.meshstore.domain.Fixtures.config;
import static io.fleetmesh.meshstore.domain.Fixtures.service;
import static io.fleetmesh.meshstore.domain.Fixtures.shown;
import static io.fleetmesh.meshstore.domain.Fixtures.slice;
import static io.fleetmesh.meshstore.domain.Fixtures.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static final String CART = "cilium/cache/services/v1/east/shop/cart";

    private final Projection projection = Fixtures.projection();

    @Test
    void aNameIsUnknownOnlyOnceAllViewsAreKnown() {
        assertInstanceOf(ViewAccess.Access.NotLoaded.class, projection.viewOf("west"));

        projection.viewsCaughtUp();

        assertInstanceOf(ViewAccess.Access.Unknown.class, projection.viewOf("west"));
    }

    @Test
    void aViewIsNotServedBeforeAllOfItsSourcesAreRead() {
        givenEast();
        projection.applyView(view("west", "east", "north"), NOW);
        projection.viewsCaughtUp();
        projection.flush(NOW);
        assertInstanceOf(ViewAccess.Access.NotLoaded.class, projection.viewOf("west"));

        projection.sourceCaughtUp("north");
        projection.flush(NOW);

        assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"));
        assertTrue(shown(projection, "west").containsKey(CART));
    }

    @Test
    void everyFamilyHasItsCanaryThoughItIsEmpty() {
        givenWestReadsEast();

        for (String family : new String[] {
            "nodes/v1", "identities/v1", "ip/v1", "services/v1", "serviceexports/v1", "endpointslices/v1"
        }) {
            assertTrue(shown(projection, "west").containsKey("cilium/synced/east/cilium/cache/" + family), family);
        }
    }

    @Test
    void aServiceIsWrittenAsCiliumWritesIt() {
        givenWestReadsEast();

        assertEquals(
                "{\"cluster\":\"east\",\"namespace\":\"shop\",\"name\":\"cart\","
                        + "\"frontends\":{\"172.20.0.10\":{\"http\":{\"Protocol\":\"TCP\",\"Port\":80}}},"
                        + "\"backends\":{\"10.1.0.1\":{\"http\":{\"Protocol\":\"TCP\",\"Port\":8080}}},"
                        + "\"labels\":{\"app\":\"cart\"},\"selector\":{\"app\":\"cart\"},"
                        + "\"includeExternal\":true,\"shared\":true,\"clusterID\":1}",
                shown(projection, "west").get(CART));
    }

    @Test
    void aRemovedServiceLeavesTheView() {
        givenWestReadsEast();

        projection.remove("east", "service/shop/cart");
        projection.flush(NOW.plusSeconds(1));

        assertFalse(shown(projection, "west").containsKey(CART));
    }

    @Test
    void aClusterLeavesByItsConfigurationFirstAndByItsDataAfterTheGrace() {
        givenWestReadsEast();

        projection.applyView(view("west"), NOW);
        projection.flush(NOW);
        assertFalse(shown(projection, "west").containsKey("cilium/cluster-config/east"));
        assertTrue(shown(projection, "west").containsKey(CART));

        projection.flush(NOW.plus(Duration.ofMinutes(4)));
        assertEquals(java.util.Map.of(), shown(projection, "west"));
    }

    @Test
    void twoConsumersWithOneClusterNameSeeNothingOfEachOther() {
        givenWestReadsEast();

        projection.applyView(new io.fleetmesh.contract.ConsumerView("other", "west", java.util.List.of()), NOW);
        projection.viewsCaughtUp();

        assertInstanceOf(ViewAccess.Access.Unknown.class, projection.viewOf("west"));
    }

    private void givenEast() {
        projection.apply("east", config("east", 1));
        projection.apply("east", service("cart", "cart"));
        projection.apply("east", slice("cart", "10.1.0.1"));
        projection.apply("east", complete());
        projection.sourceCaughtUp("east");
    }

    private void givenWestReadsEast() {
        givenEast();
        projection.applyView(view("west", "east"), NOW);
        projection.viewsCaughtUp();
        projection.flush(NOW);
    }
}
