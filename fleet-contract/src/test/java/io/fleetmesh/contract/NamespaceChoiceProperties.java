package io.fleetmesh.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NamespaceChoiceProperties {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    @Provide
    Arbitrary<NamespaceChoice> choices() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(NAMES).list().ofMaxSize(5))
                .as(NamespaceChoice::new);
    }

    @Property
    void eitherHasWhatOneOfThemHas(@ForAll("choices") NamespaceChoice one, @ForAll("choices") NamespaceChoice other) {
        Stream.concat(NAMES.stream(), Stream.of("another"))
                .forEach(name -> assertEquals(
                        one.has(name) || other.has(name), one.or(other).has(name), name));
    }

    @Property
    void bothHaveWhatEachOfThemHas(@ForAll("choices") NamespaceChoice one, @ForAll("choices") NamespaceChoice other) {
        Stream.concat(NAMES.stream(), Stream.of("another"))
                .forEach(name -> assertEquals(
                        one.has(name) && other.has(name), one.and(other).has(name), name));
    }

    @Property
    void theOrderDoesNotMatter(@ForAll("choices") NamespaceChoice one, @ForAll("choices") NamespaceChoice other) {
        assertEquals(one.or(other), other.or(one));
        assertEquals(one.and(other), other.and(one));
    }

    @Property
    void allAndNoneChangeNothingOrEverything(@ForAll("choices") NamespaceChoice one) {
        assertEquals(one, one.and(NamespaceChoice.ALL));
        assertEquals(one, one.or(NamespaceChoice.NONE));
        assertEquals(NamespaceChoice.NONE, one.and(NamespaceChoice.NONE));
    }
}
