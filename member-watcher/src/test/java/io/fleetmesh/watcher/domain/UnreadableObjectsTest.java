package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.UnreadableFact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnreadableObjectsTest {
    private static final UnreadableFact N1 = fact("ciliumnode/n1");

    private static UnreadableFact fact(String object) {
        return new UnreadableFact(object, "spec", "[]", "an object");
    }

    private static Unmappable problem(String key) {
        return new Unmappable(Optional.of(key), "CiliumNode", "/n1", "spec", "an object", "[]");
    }

    private static FamilySnapshot list(Set<String> unreadable) {
        return new FamilySnapshot(Family.CILIUM_NODE, "uid", "1", Map.of(), unreadable, true);
    }

    @Test
    void whatCannotBeReadIsOnRecordUntilItIsReadOrGone() {
        UnreadableObjects objects = UnreadableObjects.of(List.of());

        assertEquals(Optional.of(new Operation.Put(N1)), objects.found(problem("ciliumnode/n1")));
        assertEquals(Optional.of(new Operation.Remove("unreadable/ciliumnode/n1")), objects.settled("ciliumnode/n1"));
        assertEquals(Optional.empty(), objects.settled("ciliumnode/n1"));
    }

    @Test
    void aListSettlesWhatItDoesNotNameOfItsOwnFamilyAlone() {
        UnreadableObjects objects =
                UnreadableObjects.of(List.of(N1, fact("ciliumnode/n2"), fact("ciliumidentity/7"), fact("service/a/b")));

        assertEquals(
                List.of(new Operation.Remove("unreadable/ciliumnode/n1")),
                objects.listed(list(Set.of("ciliumnode/n2"))));
        assertEquals(List.of(), objects.listed(list(Set.of("ciliumnode/n2"))));
        assertEquals(
                List.of(new Operation.Remove("unreadable/ciliumidentity/7")), objects.ruledOut(Family.CILIUM_IDENTITY));
    }

    @Test
    void anObjectWithoutANameHasNoRecord() {
        Unmappable nameless = new Unmappable(Optional.empty(), "CiliumNode", "/", "metadata.name", "a name", "absent");

        assertEquals(Optional.empty(), UnreadableObjects.of(List.of()).found(nameless));
    }

    @Test
    void whatWasFoundIsCut() {
        Unmappable wide = new Unmappable(Optional.empty(), "CiliumNode", "/n1", "spec", "a text", "x".repeat(10_000));

        assertEquals(257, wide.found().length());
    }
}
