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

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    void aViewIsNotServedBeforeAllViewsAreKnownForANewerOneMayTakeAway() {
        givenEast();
        projection.applyView(view("west", "east"), NOW);
        projection.flush(NOW);
        assertInstanceOf(ViewAccess.Access.NotLoaded.class, projection.viewOf("west"));

        projection.viewsCaughtUp();
        projection.flush(NOW);

        assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"));
    }

    @Test
    void aFamilyHasItsCanaryOnceItIsCompleteThoughItIsEmpty() {
        givenWestReadsEast();
        assertEquals(Set.of("services/v1"), canaries());

        for (MeshFamily family : MeshFamily.values()) {
            projection.apply("east", complete(family));
        }
        projection.flush(NOW);
        assertEquals(Set.of("nodes/v1", "identities/v1", "ip/v1", "services/v1", "serviceexports/v1"), canaries());

        projection.remove("east", "complete/ip");
        projection.flush(NOW);
        assertEquals(Set.of("nodes/v1", "identities/v1", "services/v1", "serviceexports/v1"), canaries());
        assertEquals(Set.of(MeshFamily.IPS), projection.incomplete("east"));
        assertEquals(EnumSet.allOf(MeshFamily.class), projection.incomplete("nobody"));
    }

    private Set<String> canaries() {
        String prefix = "cilium/synced/east/cilium/cache/";
        return shown(projection, "west").keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    @Test
    void noRevisionShowsAnAddressWithoutItsIdentity() {
        givenWestReadsEast();
        ViewIndex view = assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"))
                .view();
        for (int i = 0; i < 300; i++) {
            projection.apply("east", ip(i, 70_000 + i));
            projection.apply("east", identity(70_000 + i));
        }
        projection.flush(NOW);
        for (int i = 0; i < 300; i++) {
            projection.apply("east", identity(80_000 + i));
            if (i % 2 == 0) {
                projection.apply("east", ip(i, 80_000 + i));
            } else {
                projection.remove("east", "ip/10.1.1." + i);
            }
            projection.remove("east", "identity/" + (70_000 + i));
        }
        projection.flush(NOW);

        int addresses = 0;
        for (long revision = view.compactRevision(); revision <= view.revision(); revision++) {
            Map<String, String> content = Fixtures.content(view, revision);
            for (Map.Entry<String, String> entry : content.entrySet()) {
                if (entry.getKey().startsWith("cilium/cache/ip/v1/east/")) {
                    String id = entry.getValue().replaceAll(".*\"ID\":(\\d+),.*", "$1");
                    assertTrue(content.containsKey("cilium/cache/identities/v1/east/id/" + id), entry.toString());
                    addresses++;
                }
            }
        }
        assertTrue(addresses > 300, "it has looked at " + addresses);
        assertEquals(150, view.keys(KeyRange.prefix("cilium/cache/ip/v1/east/")).size());
        assertEquals(
                300,
                view.keys(KeyRange.prefix("cilium/cache/identities/v1/east/id/"))
                        .size());
    }

    @Test
    void whatIsSaidAgainIsNoNews() {
        givenWestReadsEast();
        projection.apply("east", identity(70_000));
        projection.flush(NOW);
        long revision = revision();

        projection.apply("east", identity(70_000));
        projection.remove("east", "identity/70001");
        projection.flush(NOW);

        assertEquals(revision, revision());
    }

    private static IpRecord ip(int number, long identity) {
        return new IpRecord(
                "10.1.1." + number, Optional.empty(), identity, 0, "shop", "pod-" + number, Optional.empty());
    }

    private static IdentityRecord identity(long id) {
        return new IdentityRecord(id, List.of(new SecurityLabel("k8s", "app", "a" + id)));
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

    @Test
    void aSourceThatWasCompleteIsAwaitedUntilItIsAndHasAsMuchAgain() {
        projection.expect("east", Map.of(MeshFamily.SERVICES, 4));
        projection.apply("east", config("east", 1));
        projection.apply("east", service("cart", "cart"));
        projection.applyView(view("west", "east"), NOW);
        projection.viewsCaughtUp();
        projection.sourceCaughtUp("east");
        projection.flush(NOW);
        assertInstanceOf(ViewAccess.Access.NotLoaded.class, projection.viewOf("west"), "neither");

        projection.apply("east", service("pay", "pay"));
        projection.flush(NOW);
        assertInstanceOf(ViewAccess.Access.NotLoaded.class, projection.viewOf("west"), "as much, not complete");

        projection.apply("east", complete());
        projection.remove("east", "service/shop/pay");
        projection.flush(NOW);
        assertInstanceOf(ViewAccess.Access.NotLoaded.class, projection.viewOf("west"), "complete, not as much");

        projection.apply("east", service("pay", "pay"));
        projection.flush(NOW);
        assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"));
    }

    @Test
    void theRecordsOfASourceAreThoseThatStand() {
        givenEast();
        projection.apply("east", service("pay", "pay"));
        projection.remove("east", "service/shop/pay");
        assertEquals(
                Set.of(config("east", 1), service("cart", "cart"), slice("cart", "10.1.0.1"), complete()),
                Set.copyOf(projection.records("east")));
        projection.remove("east", "complete/services");
        projection.remove("east", "cluster-config");
        projection.remove("east", "endpointslice/shop/cart-1");
        projection.remove("east", "something/else");
        projection.remove("east", "nothing");
        assertEquals(List.of(service("cart", "cart")), projection.records("east"));
        assertEquals(List.of(), projection.records("north"));
    }

    @Test
    void aClusterThatChangesItsIdIsWrittenAnewAndOneThatChangesNothingIsNot() {
        givenWestReadsEast();
        assertTrue(shown(projection, "west").get(CART).contains("\"clusterID\":1"));
        long revision = revision();
        projection.apply("east", config("east", 1));
        projection.flush(NOW);
        assertEquals(revision, revision());

        projection.apply("east", config("east", 2));
        projection.flush(NOW);
        assertTrue(shown(projection, "west").get(CART).contains("\"clusterID\":2"));

        projection.apply("east", config("orient", 2));
        projection.flush(NOW);
        assertTrue(shown(projection, "west").containsKey("cilium/cache/services/v1/orient/shop/cart"));
        assertFalse(shown(projection, "west").containsKey("cilium/cluster-config/east"));
    }

    private long revision() {
        return assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"))
                .view()
                .revision();
    }

    @Test
    void aLargeServiceIsWrittenAtOnceAndThenAtItsInterval() {
        givenWestReadsEast();
        projection.apply("east", service("cart", "a".repeat(10_000)));
        projection.flush(NOW);
        assertTrue(shown(projection, "west").get(CART).contains("aaa"));

        projection.apply("east", service("cart", "b".repeat(10_000)));
        projection.flush(NOW);
        assertTrue(shown(projection, "west").get(CART).contains("aaa"));
        Instant due = projection.nextDue().orElseThrow();
        assertTrue(due.isAfter(NOW));
        projection.flush(NOW.plusMillis(1));
        assertTrue(shown(projection, "west").get(CART).contains("aaa"));

        projection.flush(due);
        assertTrue(shown(projection, "west").get(CART).contains("bbb"));
        assertEquals(Optional.empty(), projection.nextDue());
    }

    @Test
    void aClockThatIsSetBackHoldsNothingBack() {
        givenWestReadsEast();
        projection.apply("east", service("cart", "a".repeat(10_000)));
        projection.flush(NOW);
        projection.apply("east", service("cart", "b".repeat(10_000)));
        projection.flush(NOW);
        Instant hourBefore = NOW.minusSeconds(3_600);

        projection.flush(hourBefore);
        assertTrue(shown(projection, "west").get(CART).contains("bbb"));

        projection.apply("east", service("cart", "c".repeat(10_000)));
        projection.flush(hourBefore);
        assertTrue(shown(projection, "west").get(CART).contains("bbb"));
        Instant due = projection.nextDue().orElseThrow();
        assertTrue(due.isBefore(NOW));
        projection.flush(due);
        assertTrue(shown(projection, "west").get(CART).contains("ccc"));
    }

    @Test
    void aServiceThatGoesWhileItWaitsIsGone() {
        givenWestReadsEast();
        projection.apply("east", service("cart", "a".repeat(10_000)));
        projection.flush(NOW);
        projection.apply("east", service("cart", "b".repeat(10_000)));
        projection.flush(NOW);
        projection.remove("east", "service/shop/cart");
        projection.flush(NOW);
        assertFalse(shown(projection, "west").containsKey(CART));
        assertEquals(Optional.empty(), projection.nextDue());
    }

    @Test
    void manyServicesComeInRevisionsThatAnyClientTakes() {
        givenWestReadsEast();
        ViewIndex view = assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"))
                .view();
        long before = view.revision();
        for (int i = 0; i < 300; i++) {
            projection.apply("east", service("s" + i, "x".repeat(i % 10 == 0 ? 200_000 : 10)));
        }
        projection.flush(NOW);
        int commits = 0;
        for (LogRead read = view.read(before + 1);
                read instanceof LogRead.Next(Commit commit);
                read = view.read(commit.revision() + 1)) {
            commits++;
            assertTrue(commit.events().size() <= 128, commit.toString());
        }
        assertTrue(commits > 300 / 128, Integer.toString(commits));
        assertEquals(301, view.keys(KeyRange.prefix("cilium/cache/services/")).size());
    }

    @Test
    void howAViewWasFilledIsForgottenWhenItIsServed() {
        givenEast();
        for (int i = 0; i < 300; i++) {
            projection.apply("east", service("s" + i, "x"));
        }
        projection.applyView(view("west", "east"), NOW);
        projection.viewsCaughtUp();
        projection.flush(NOW);
        ViewIndex view = assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"))
                .view();

        assertEquals(view.revision(), view.compactRevision());
        assertEquals(301, view.keys(KeyRange.prefix("cilium/cache/services/")).size());
    }

    @Test
    void aViewThatEndsIsClosedAndOneThatIsRenamedIsAnother() {
        givenWestReadsEast();
        ViewIndex first = assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"))
                .view();
        projection.applyView(new ConsumerView("west", "occident", List.of("east")), NOW);
        projection.flush(NOW);
        assertTrue(first.isClosed());
        assertInstanceOf(ViewAccess.Access.Unknown.class, projection.viewOf("west"));
        assertTrue(shown(projection, "occident").containsKey(CART));

        projection.removeView("west");
        projection.removeView("nobody");
        assertInstanceOf(ViewAccess.Access.Unknown.class, projection.viewOf("occident"));
    }

    @Test
    void aViewIsServedWithoutASourceThatIsGoneOrWhenItIsAdmitted() {
        projection.applyView(view("west", "east", "north"), NOW);
        projection.viewsCaughtUp();
        givenEast();
        projection.sourceGone("north");
        projection.flush(NOW);
        assertTrue(shown(projection, "west").containsKey(CART));

        projection.applyView(view("south", "nowhere"), NOW);
        projection.flush(NOW);
        assertInstanceOf(ViewAccess.Access.NotLoaded.class, projection.viewOf("south"));
        projection.admit("south");
        projection.admit("nobody");
        assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("south"));
    }

    @Test
    void aConsumerIsNeverShownAClusterOfItsOwnNameAndOfTwoSourcesWithOneNameTheLowerIdCounts() {
        projection.apply("a", config("east", 1));
        projection.apply("a", service("cart", "of-a"));
        projection.apply("b", config("east", 2));
        projection.apply("b", service("cart", "of-b"));
        projection.apply("c", config("west", 3));
        projection.applyView(view("west", "b", "a", "c"), NOW);
        projection.viewsCaughtUp();
        List.of("a", "b", "c").forEach(projection::sourceCaughtUp);
        projection.flush(NOW);
        assertTrue(shown(projection, "west").get(CART).contains("of-a"));
        assertFalse(shown(projection, "west").containsKey("cilium/cluster-config/west"));
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
