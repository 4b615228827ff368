package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static io.fleetmesh.meshstore.domain.Fixtures.config;
import static io.fleetmesh.meshstore.domain.Fixtures.wholeSlice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a source remembers of its changes, for those who are shown it. */
class SourceStateTest {
    private static final Set<MeshFamily> ALL = EnumSet.allOf(MeshFamily.class);
    private static final Set<MeshFamily> NO_SLICES = EnumSet.complementOf(EnumSet.of(MeshFamily.ENDPOINT_SLICES));

    private final SourceState source = new SourceState();

    private Map<String, Optional<Bytes>> settledSlices(Set<MeshFamily> shown) {
        return source.settle(NOW, Coalescing.defaults(), shown).getOrDefault(MeshFamily.ENDPOINT_SLICES, Map.of());
    }

    private void change(int slices) {
        for (int i = 0; i < slices; i++) {
            source.apply(wholeSlice("slice-" + i, "10.1.0.1"));
            source.remove("wholeslice/shop/slice-" + i);
        }
    }

    @Test
    void ofAFamilyThatIsShownEachChangeIsToldOnce() {
        source.apply(config("east", 1));
        source.caughtUp();
        change(3);

        assertEquals(3, settledSlices(ALL).size());
        assertEquals(Map.of(), settledSlices(ALL));
    }

    @Test
    void ofAFamilyThatNobodyIsShownNothingIsKept() {
        source.apply(config("east", 1));
        source.caughtUp();
        change(3);

        assertEquals(Map.of(), settledSlices(NO_SLICES));

        assertEquals(Map.of(), settledSlices(ALL));
    }

    /** Who shows it when it has its configuration again shows all of it. */
    @Test
    void ofASourceWithoutConfigurationNothingIsKept() {
        source.apply(config("east", 1));
        source.caughtUp();
        source.remove(ClusterConfigRecord.KEY);
        change(3);
        source.apply(wholeSlice("stays", "10.1.0.1"));

        assertEquals(Map.of(), settledSlices(ALL));

        source.apply(config("east", 1));
        assertEquals(Set.of("shop/stays"), settledSlices(ALL).keySet());
    }
}
