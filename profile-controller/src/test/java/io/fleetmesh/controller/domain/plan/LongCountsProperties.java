package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LongCountsProperties {
    record Put(long key, int value) {}

    /** Few keys, many of which want the same slot, so that removal has to move others. */
    @Provide
    Arbitrary<List<Put>> puts() {
        Arbitrary<Long> keys = Arbitraries.longs()
                .between(1, 6)
                .flatMap(low -> Arbitraries.longs().between(0, 5).map(high -> low + high * 64));
        return Combinators.combine(keys, Arbitraries.integers().between(0, 3))
                .as(Put::new)
                .list()
                .ofMaxSize(120);
    }

    @Property
    void itIsAMapInWhichZeroIsNothing(@ForAll("puts") List<Put> puts) {
        LongCounts counts = new LongCounts();
        Map<Long, Integer> expected = new HashMap<>();
        for (Put put : puts) {
            Integer before = put.value == 0 ? expected.remove(put.key) : expected.put(put.key, put.value);

            assertEquals(before == null ? 0 : before, counts.put(put.key, put.value));
            assertEquals(expected.size(), counts.size());
        }
        expected.forEach((key, value) -> assertEquals(value, counts.put(key, 0)));
        assertEquals(0, counts.size());
    }
}
