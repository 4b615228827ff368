package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Wave;
import io.fleetmesh.contract.resource.Spec;
import io.fleetmesh.controller.domain.IntentDecision.Deleted;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Refused;
import io.fleetmesh.controller.domain.IntentDecision.Unchanged;
import io.fleetmesh.controller.domain.IntentDecision.Written;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The objects that are declared, and who declares more: each decision becomes what is. */
abstract class Declaring {
    static final LabelSelector EVERYBODY = new LabelSelector(Map.of(), List.of());

    /** By key. */
    final Map<String, Intent> now = new TreeMap<>();

    Instant time = Instant.parse("2026-01-31T12:00:00.5Z");
    private int version = 10;

    final IntentDecision put(Intent intent) {
        return decide(new IntentChange.Put(intent));
    }

    /** Decides, and does as was decided. */
    final IntentDecision decide(IntentChange change) {
        version++;
        IntentDecision decision = IntentRules.decide(now, change, Integer.toString(version), time);
        switch (decision) {
            case Written(Intent intent, boolean _) -> now.put(intent.key(), intent);
            case Deleted(Intent intent) -> now.remove(intent.key());
            case Unchanged _, Refused _ -> {}
        }
        return decision;
    }

    final List<IntentDecision> decideAll(Intent... intents) {
        return IntentRules.decideAll(
                now,
                Arrays.stream(intents).<IntentChange>map(IntentChange.Put::new).toList(),
                (_, _) -> Optional.empty(),
                number -> Integer.toString(version + number),
                time);
    }

    static Intent intent(String name, Map<String, String> labels, Spec spec) {
        return Intent.of(ObjectMeta.named(name, labels), spec);
    }

    static Intent member(String name, String tier) {
        return intent(name, Map.of("tier", tier), SampleMembers.at("https://10.0.0.1"));
    }

    static LabelSelector tier(String value) {
        return new LabelSelector(Map.of("tier", value), List.of());
    }

    static RolloutStrategySpec strategy(Optional<Wave> canary, List<Wave> waves, String... pauses) {
        return new RolloutStrategySpec(canary, waves, 0, List.of(), 0, List.of(pauses));
    }

    static Intent with(Intent intent, String version) {
        ObjectMeta meta = intent.metadata();
        return Intent.of(meta.at(version, 7), intent.spec());
    }

    static List<String> refusal(Reason reason, IntentDecision decision) {
        Refused refused = assertInstanceOf(Refused.class, decision);
        assertEquals(reason, refused.reason());
        return refused.problems().stream().map(FieldProblem::text).toList();
    }
}
