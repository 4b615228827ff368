package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MarkersTest {
    private final Markers markers = new Markers();

    @Test
    void familiesAreCompleteTogetherWhenEachIsAndSayWhatHoldsForEachOfThem() {
        Set<Family> all = Set.of(Family.values());
        assertEquals(OptionalLong.empty(), markers.generation(all));
        long generation = 3;
        for (Family family : Family.values()) {
            assertEquals(Affected.EVERYTHING, markers.put(new CompletenessFact(family, generation++, "1")));
        }

        assertEquals(OptionalLong.of(3), markers.generation(all));
        assertEquals(OptionalLong.of(4), markers.generation(Set.of(Family.SERVICE, Family.ENDPOINT_SLICE)));
    }

    @Test
    void howFarAFamilyWasReadIsNoNewsButThatItsMarkerWentIs() {
        assertEquals(Affected.EVERYTHING, markers.put(new CompletenessFact(Family.SERVICE, 4, "1")));

        assertEquals(Affected.NOTHING, markers.put(new CompletenessFact(Family.SERVICE, 4, "2")));
        assertEquals(Affected.EVERYTHING, markers.remove("service"));
        assertEquals(Affected.NOTHING, markers.remove("service"));
        assertEquals(Affected.NOTHING, markers.remove("nonsense"));
    }

    @Test
    void aKindThatIsNotServedIsCompleteAndNotServed() {
        CompletenessFact absent = new CompletenessFact(Family.CILIUM_NODE, 1, "", Optional.of(true));
        assertEquals(Affected.EVERYTHING, markers.put(absent));
        assertTrue(markers.has(Family.CILIUM_NODE));
        assertFalse(markers.served(Family.CILIUM_NODE));
        assertFalse(markers.served(Family.SERVICE));

        assertEquals(Affected.EVERYTHING, markers.put(new CompletenessFact(Family.CILIUM_NODE, 1, "9")));

        assertTrue(markers.served(Family.CILIUM_NODE));
    }
}
