package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.contract.resource.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IntentRulesProperties {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> TIERS = List.of("prod", "test");

    @Provide
    Arbitrary<List<IntentChange>> changes() {
        Arbitrary<String> names = Arbitraries.of(NAMES);
        Arbitrary<Map<String, String>> labels = Arbitraries.maps(Arbitraries.of("tier", "shop"), Arbitraries.of(TIERS));
        Arbitrary<Intent> members =
                Combinators.combine(names, labels).as((name, with) -> intent(name, with, address()));
        Arbitrary<Intent> profiles = Combinators.combine(names, labels, names.optional())
                .as((name, selected, strategy) -> intent(name, Map.of(), profile(selected, strategy)));
        Arbitrary<Intent> strategies = names.map(name -> intent(
                name, Map.of(), new RolloutStrategySpec(Optional.empty(), List.of(), 0, List.of(), 0, List.of())));
        Arbitrary<Intent> intents = Arbitraries.oneOf(members, profiles, strategies);
        return Arbitraries.<IntentChange>oneOf(
                        intents.map(IntentChange.Put::new),
                        intents.map(IntentChange.Create::new),
                        Combinators.combine(Arbitraries.of(Kind.values()), names)
                                .as((kind, name) -> new IntentChange.Delete(kind, name, Optional.empty())))
                .list()
                .ofMaxSize(40);
    }

    private static Intent intent(String name, Map<String, String> labels, Spec spec) {
        return Intent.of(ObjectMeta.named(name, labels), spec);
    }

    private static MemberSpec address() {
        return SampleMembers.at("https://10.0.0.1");
    }

    private static NetworkProfileSpec profile(Map<String, String> selected, Optional<String> strategy) {
        return new NetworkProfileSpec(
                new LabelSelector(selected, List.of()),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(),
                Optional.empty(),
                60,
                strategy);
    }

    @Property(tries = 300)
    void whateverIsAskedForTheDeclaredObjectsFitTogetherAndNoVersionComesTwice(
            @ForAll("changes") List<IntentChange> changes) {
        Map<String, Intent> now = new TreeMap<>();
        Set<String> versions = new HashSet<>();
        int next = 0;
        for (IntentChange change : changes) {
            Map<String, Intent> before = Map.copyOf(now);
            next++;
            switch (IntentRules.decide(now, change, Integer.toString(next), Instant.EPOCH)) {
                case IntentDecision.Written(Intent intent, boolean created) -> {
                    assertEquals(created, now.put(intent.key(), intent) == null);
                    assertTrue(versions.add(intent.metadata().resourceVersion().orElseThrow()));
                }
                case IntentDecision.Deleted(Intent intent) -> now.remove(intent.key());
                case IntentDecision.Unchanged _, IntentDecision.Refused _ -> assertEquals(before, now);
            }
            assertEquals(List.of(), FleetRules.problems(now.values()));
        }
    }

    @Property(tries = 300)
    void theOrderInWhichObjectsCameDoesNotMatter(@ForAll("changes") List<IntentChange> changes, @ForAll Random random) {
        Map<String, Intent> byKey = new TreeMap<>();
        for (IntentChange change : changes) {
            if (change instanceof IntentChange.Put(Intent intent)) {
                byKey.put(intent.key(), intent);
            }
        }
        List<Intent> shuffled = new ArrayList<>(byKey.values());
        Collections.shuffle(shuffled, random);

        assertEquals(FleetRules.problems(byKey.values()), FleetRules.problems(shuffled));
    }
}
