package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.content;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.NamespaceChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of what consumers see, over any sequence of a source's records and of changes of their views. */
class SightProperties {
    private static final String SERVICES = "cilium/cache/(services|endpointslices|serviceexports)/.*";

    @Provide
    Arbitrary<NamespaceChoice> choices() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of("a", "b", "c").set().ofMaxSize(3))
                .as((all, names) -> new NamespaceChoice(all, List.copyOf(names)));
    }

    @Provide
    Arbitrary<List<SightWorld.Step>> lives() {
        Arbitrary<String> namespace = Arbitraries.of("a", "b", "c");
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 3);
        return Arbitraries.oneOf(
                        Combinators.combine(namespace, number, number)
                                .<SightWorld.Step>as(SightWorld.Step.Service::new),
                        Combinators.combine(namespace, number).<SightWorld.Step>as(SightWorld.Step.NoService::new),
                        Combinators.combine(number, Arbitraries.integers().between(0, 9))
                                .<SightWorld.Step>as(SightWorld.Step.Pod::new),
                        number.<SightWorld.Step>map(SightWorld.Step.NoPod::new),
                        Combinators.combine(Arbitraries.of("west", "north"), choices(), Arbitraries.of(true, false))
                                .<SightWorld.Step>as(SightWorld.Step.View::new),
                        Arbitraries.of("1.19.7", "1.20.2").<SightWorld.Step>map(SightWorld.Step.Version::new),
                        Arbitraries.just((SightWorld.Step) new SightWorld.Step.Flush()))
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 500)
    void whatIsShownIsWhatABruteForceFilterLeaves(@ForAll("lives") List<SightWorld.Step> life) {
        SightWorld world = new SightWorld();
        for (SightWorld.Step step : life) {
            world.play(step);
            if (step instanceof SightWorld.Step.Flush) {
                assertEquals(world.filtered("west"), world.shown("west"));
                assertEquals(world.filtered("north"), world.shown("north"));
            }
        }
    }

    @Property(tries = 500)
    void inNoRevisionIsAnAddressWithoutItsIdentity(@ForAll("lives") List<SightWorld.Step> life) {
        SightWorld world = new SightWorld();
        life.forEach(world::play);
        world.play(new SightWorld.Step.Flush());

        for (String consumer : List.of("west", "north")) {
            ViewIndex index = world.index(consumer);
            for (long revision = index.compactRevision(); revision <= index.revision(); revision++) {
                Map<String, String> then = content(index, revision);
                then.keySet().stream()
                        .filter(key -> key.startsWith("cilium/cache/ip/"))
                        .map(key -> "cilium/cache/identities/v1/east/id/"
                                + then.get(key).replaceFirst(".*\"ID\":(\\d+),.*", "$1"))
                        .forEach(identity -> assertTrue(then.containsKey(identity), identity));
            }
        }
    }

    @Property(tries = 300)
    void nothingThatStaysVisibleIsEverDeleted(@ForAll("lives") List<SightWorld.Step> life) {
        SightWorld world = new SightWorld();
        for (SightWorld.Step step : life) {
            long before = world.index("west").revision();
            world.play(step);
            Map<String, String> after = content(world.index("west"), 0);
            for (Event event : eventsSince(world.index("west"), before)) {
                String key = event.current().key().toString();
                assertFalse(event.current().isTombstone() && after.containsKey(key), key);
                assertFalse(event.current().isTombstone() && key.startsWith("cilium/cluster-config/"), key);
            }
        }
    }

    @Property(tries = 300)
    void aNamespaceThatIsHiddenAndShownAgainIsAsItWas(
            @ForAll("lives") List<SightWorld.Step> life,
            @ForAll("choices") NamespaceChoice seen,
            @ForAll("choices") NamespaceChoice meanwhile,
            @ForAll boolean draining) {
        SightWorld world = new SightWorld();
        life.forEach(world::play);
        world.playAll(new SightWorld.Step.View("west", seen, false), new SightWorld.Step.Flush());
        Map<String, String> before = content(world.index("west"), 0);

        world.playAll(new SightWorld.Step.View("west", meanwhile, draining), new SightWorld.Step.Flush());
        world.playAll(new SightWorld.Step.View("west", seen, false), new SightWorld.Step.Flush());

        assertEquals(before, content(world.index("west"), 0));
    }

    @Property(tries = 300)
    void twoConsumersWithNoNamespaceInCommonHaveNoKeyOfANamespaceInCommon(
            @ForAll("lives") List<SightWorld.Step> life, @ForAll("choices") NamespaceChoice seen) {
        SightWorld world = new SightWorld();
        life.forEach(world::play);
        world.playAll(
                new SightWorld.Step.View("west", seen, false),
                new SightWorld.Step.View("north", new NamespaceChoice(!seen.all(), seen.names()), false),
                new SightWorld.Step.Flush());

        TreeSet<String> common = new TreeSet<>(world.shown("west").keySet());
        common.retainAll(world.shown("north").keySet());
        common.removeIf(key -> world.namespaceOf(key).isEmpty());

        assertEquals(new TreeSet<>(), common);
    }

    @Property(tries = 300)
    void aSourceThatDrainsHasNoServicesAndEverythingElse(
            @ForAll("lives") List<SightWorld.Step> life, @ForAll("choices") NamespaceChoice seen) {
        SightWorld world = new SightWorld();
        life.forEach(world::play);
        world.playAll(new SightWorld.Step.View("west", seen, false), new SightWorld.Step.Flush());
        Map<String, String> expected = new TreeMap<>(content(world.index("west"), 0));
        expected.keySet().removeIf(key -> key.matches(SERVICES));

        world.playAll(new SightWorld.Step.View("west", seen, true), new SightWorld.Step.Flush());

        assertEquals(expected, content(world.index("west"), 0));
    }

    private static List<Event> eventsSince(ViewIndex index, long revision) {
        List<Event> events = new ArrayList<>();
        long next = revision + 1;
        while (index.read(next) instanceof LogRead.Next(Commit commit)) {
            events.addAll(commit.events());
            next = commit.revision() + 1;
        }
        return events;
    }
}
