package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static io.fleetmesh.meshstore.domain.Fixtures.complete;
import static io.fleetmesh.meshstore.domain.Fixtures.config;
import static io.fleetmesh.meshstore.domain.Fixtures.content;
import static io.fleetmesh.meshstore.domain.Fixtures.shown;
import static io.fleetmesh.meshstore.domain.Fixtures.view;
import static io.fleetmesh.meshstore.domain.Fixtures.wholeSlice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Endpoint slices are shown to consumers whose Cilium reads them, and to no other. */
class ConsumersVersionTest {
    private static final String CONFIG = "cilium/cluster-config/east";
    private static final String SLICE = "cilium/cache/endpointslices/v1/east/shop/cart-1";
    private static final String CANARY = "cilium/synced/east/cilium/cache/endpointslices/v1";
    private static final String MODE = "\"endpointSlicesExportMode\":\"services-and-endpointslices\"";

    private final Projection projection = Fixtures.projection();

    private void givenWestReadsEast(String version) {
        projection.applyView(view("west", "east"), NOW);
        projection.viewsCaughtUp();
        projection.sourceFollowed("east");
        projection.sourceFollowed("west");
        projection.apply("east", config("east", 1));
        projection.apply("east", wholeSlice("cart-1", "10.1.0.1"));
        projection.apply("east", complete(MeshFamily.ENDPOINT_SLICES));
        projection.sourceCaughtUp("east");
        westRuns(version);
        projection.sourceCaughtUp("west");
        projection.flush(NOW);
    }

    private void westRuns(String version) {
        projection.apply(
                "west",
                new ClusterConfigRecord(
                        "west", 2, 255, true, Optional.of(version).filter(text -> !text.isEmpty())));
    }

    private Map<String, String> west() {
        return shown(projection, "west");
    }

    /** The slice, its canary and the capability, of each revision after {@code since} that changed one of them. */
    private List<String> historySince(long since) {
        ViewIndex index = index();
        List<String> history = new ArrayList<>();
        for (long revision = since; revision <= index.revision(); revision++) {
            Map<String, String> then = content(index, revision);
            String state = (then.getOrDefault(CONFIG, "").contains(MODE) ? "told " : "")
                    + (then.containsKey(SLICE) ? "slice " : "")
                    + (then.containsKey(CANARY) ? "canary" : "");
            if (history.isEmpty() || !history.getLast().equals(state)) {
                history.add(state);
            }
        }
        return history;
    }

    private ViewIndex index() {
        return assertInstanceOf(ViewAccess.Access.Ready.class, projection.viewOf("west"))
                .view();
    }

    @Test
    void agentsOf120AreToldOfSlicesAndHaveThem() {
        givenWestReadsEast("1.20.2");

        assertTrue(west().get(CONFIG).endsWith("\"serviceExportsEnabled\":true," + MODE + "}}"));
        assertTrue(west().containsKey(SLICE));
        assertTrue(west().containsKey(CANARY));
    }

    @Test
    void olderAgentsAndThoseOfWhichNobodyKnowsHaveNothingOfThem() {
        for (String version : List.of("1.19.7", "latest", "")) {
            givenWestReadsEast(version);

            assertFalse(west().get(CONFIG).contains("endpointSlices"), version);
            assertFalse(west().containsKey(SLICE), version);
            assertFalse(west().containsKey(CANARY), version);
        }
    }

    @Test
    void theCanaryWaitsForCompleteness() {
        givenWestReadsEast("1.20.2");

        projection.remove("east", "complete/endpointslices");
        projection.flush(NOW);
        assertFalse(west().containsKey(CANARY));
        assertTrue(west().containsKey(SLICE));

        projection.apply("east", complete(MeshFamily.ENDPOINT_SLICES));
        projection.flush(NOW);
        assertTrue(west().containsKey(CANARY));
    }

    @Test
    void aViewWaitsUntilItIsKnownWhatItsOwnClusterRuns() {
        projection.applyView(view("west", "east"), NOW);
        projection.viewsCaughtUp();
        projection.sourceFollowed("west");
        projection.apply("east", config("east", 1));
        projection.sourceCaughtUp("east");
        projection.flush(NOW);
        assertInstanceOf(ViewAccess.Access.NotLoaded.class, projection.viewOf("west"));

        westRuns("1.20.2");
        projection.sourceCaughtUp("west");
        projection.flush(NOW);

        assertTrue(west().get(CONFIG).contains(MODE));
    }

    @Test
    void anUpgradeShowsThemInTheOrderInWhichAgentsRead() {
        givenWestReadsEast("1.19.7");
        long before = index().revision();
        projection.apply("east", wholeSlice("cart-1", "10.1.0.2"));
        projection.flush(NOW);

        westRuns("1.20.2");
        projection.flush(NOW);

        assertEquals(List.of("", "told ", "told slice ", "told slice canary"), historySince(before));
        assertEquals(
                SliceValues.endpointSlice((ClusterConfigRecord) config("east", 1), wholeSlice("cart-1", "10.1.0.2"))
                        .toString(),
                west().get(SLICE));
    }

    @Test
    void aDowngradeTakesThemAwayAndNothingElse() {
        givenWestReadsEast("1.20.2");
        long before = index().revision();
        Map<String, String> rest = west();

        westRuns("1.19.7");
        projection.flush(NOW);

        assertEquals(List.of("told slice canary", "told slice ", "slice ", ""), historySince(before));
        rest.remove(SLICE);
        rest.remove(CANARY);
        rest.put(CONFIG, rest.get(CONFIG).replace("," + MODE, ""));
        assertEquals(rest, west());
    }

    @Test
    void slicesComeChangeAndGo() {
        givenWestReadsEast("1.20.2");
        String first = west().get(SLICE);

        projection.apply("east", wholeSlice("cart-1", "10.1.0.2"));
        projection.flush(NOW);
        assertNotEquals(first, west().get(SLICE));

        projection.remove("east", "wholeslice/shop/cart-1");
        projection.flush(NOW);
        assertFalse(west().containsKey(SLICE));
    }

    @Test
    void aClusterThatLeavesTakesItsSlicesWithIt() {
        givenWestReadsEast("1.20.2");

        projection.applyView(view("west"), NOW);
        projection.flush(NOW);
        projection.flush(NOW.plus(Duration.ofMinutes(4)));

        assertEquals(Map.of(), west());
    }

    @Test
    void oneConsumersVersionIsNotAnothers() {
        givenWestReadsEast("1.20.2");
        projection.applyView(view("north", "east"), NOW);
        projection.sourceFollowed("north");
        projection.apply("north", new ClusterConfigRecord("north", 3, 255, true, Optional.of("1.18.4")));
        projection.sourceCaughtUp("north");
        projection.flush(NOW);

        projection.apply("east", wholeSlice("cart-2", "10.1.0.2"));
        projection.flush(NOW);

        assertFalse(shown(projection, "north").keySet().stream().anyMatch(key -> key.contains("endpointslices")));
        assertTrue(west().containsKey("cilium/cache/endpointslices/v1/east/shop/cart-2"));
    }
}
