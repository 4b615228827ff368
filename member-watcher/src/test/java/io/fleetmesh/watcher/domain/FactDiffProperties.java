package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The difference is complete and minimal. */
class FactDiffProperties {
    @Provide
    Arbitrary<Set<String>> names() {
        return Arbitraries.of("a", "b", "c", "d", "e", "f").set();
    }

    @Property
    void appliedToWhatIsHeldItGivesTheList(@ForAll("names") Set<String> listed, @ForAll("names") Set<String> held) {
        FactDiff diff = diff(listed, held);

        Set<String> result = keys(held);
        diff.puts().forEach(fact -> result.add(fact.key()));
        result.removeAll(diff.missing());
        assertEquals(keys(listed), result);
    }

    @Property
    void itWritesNothingThatIsHeldAlready(@ForAll("names") Set<String> listed, @ForAll("names") Set<String> held) {
        FactDiff diff = diff(listed, held);

        Set<String> missing = new HashSet<>(held);
        missing.removeAll(listed);
        Set<String> fresh = new HashSet<>(listed);
        fresh.removeAll(held);
        assertEquals(fresh.size(), diff.puts().size());
        assertEquals(missing.size(), diff.missing().size());
    }

    private static FactDiff diff(Set<String> listed, Set<String> held) {
        return FactDiff.between(
                TakeOverTest.list("uid", "1", listed.toArray(String[]::new)), TakeOverTest.holding(held));
    }

    private static Set<String> keys(Set<String> names) {
        Set<String> keys = new HashSet<>();
        names.forEach(name -> keys.add("namespace/" + name));
        return keys;
    }
}
