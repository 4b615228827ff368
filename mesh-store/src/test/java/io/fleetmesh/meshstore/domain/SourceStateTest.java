package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static io.fleetmesh.meshstore.domain.Fixtures.config;
import static io.fleetmesh.meshstore.domain.Fixtures.wholeSlice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.NamespaceChoice;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceStateTest {
    private static final Set<MeshFamily> NONE = Set.of();
    private static final Set<MeshFamily> SLICES = Set.of(MeshFamily.ENDPOINT_SLICES);

    private final SourceState source = new SourceState();

    private Set<String> settled(Set<MeshFamily> shown) {
        return source.settle(NOW, Coalescing.defaults(), shown)
                .getOrDefault(MeshFamily.ENDPOINT_SLICES, Map.of())
                .keySet();
    }

    @Test
    void whatChangesWhileNobodyIsShownItIsNotRemembered() {
        source.apply(config("east", 1));
        source.caughtUp();
        source.apply(wholeSlice("cart-1", "10.1.0.1"));
        source.apply(wholeSlice("cart-2", "10.1.0.2"));
        assertEquals(Set.of(), settled(NONE));
        source.remove("wholeslice/shop/cart-1");
        assertEquals(Set.of(), settled(NONE));

        assertEquals(Set.of(), settled(SLICES));

        assertEquals(
                Set.of("shop/cart-2"),
                source.values(MeshFamily.ENDPOINT_SLICES, NamespaceChoice.ALL).keySet());
        source.apply(wholeSlice("cart-3", "10.1.0.3"));
        assertEquals(Set.of("shop/cart-3"), settled(SLICES));
    }

    @Test
    void whatChangesWhileTheSourceHasNoConfigurationIsNotRemembered() {
        source.apply(config("east", 1));
        source.caughtUp();
        source.remove(ClusterConfigRecord.KEY);
        source.apply(wholeSlice("cart-1", "10.1.0.1"));
        source.remove("wholeslice/shop/cart-1");
        assertEquals(Set.of(), settled(SLICES));

        source.apply(config("east", 1));

        assertEquals(Set.of(), settled(SLICES));
    }
}
