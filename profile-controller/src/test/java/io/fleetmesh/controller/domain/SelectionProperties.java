package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SelectionProperties {
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final List<String> VALUES = List.of("", "x", "y");

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES)).ofMaxSize(3);
    }

    @Provide
    Arbitrary<LabelSelector> selectors() {
        Arbitrary<Requirement> requirements = Combinators.combine(
                        Arbitraries.of(KEYS),
                        Arbitraries.of(Operator.values()),
                        Arbitraries.of(VALUES).list().ofMaxSize(2))
                .as(Requirement::new);
        return Combinators.combine(
                        labels().filter(labels -> labels.size() < 3),
                        requirements.list().ofMaxSize(3))
                .as(LabelSelector::new);
    }

    /** Label by label and value by value, without a map. */
    private static boolean naive(LabelSelector selector, Map<String, String> labels) {
        List<Requirement> all = new ArrayList<>(selector.matchExpressions());
        selector.matchLabels().forEach((key, value) -> all.add(new Requirement(key, Operator.IN, List.of(value))));
        boolean selected = true;
        for (Requirement requirement : all) {
            boolean there = false;
            boolean listed = false;
            for (Map.Entry<String, String> label : labels.entrySet()) {
                if (label.getKey().equals(requirement.key())) {
                    there = true;
                    for (String value : requirement.values()) {
                        listed |= value.equals(label.getValue());
                    }
                }
            }
            selected &= switch (requirement.operator()) {
                case EXISTS -> there;
                case DOES_NOT_EXIST -> !there;
                case IN -> listed;
                case NOT_IN -> !listed;
            };
        }
        return selected;
    }

    @Property
    void selectsWhomANaiveWalkSelects(
            @ForAll("selectors") LabelSelector selector, @ForAll("labels") Map<String, String> labels) {
        assertEquals(naive(selector, labels), Selection.matches(selector, labels));
    }

    @Property
    void anEmptySelectorSelectsAll(@ForAll("labels") Map<String, String> labels) {
        assertTrue(Selection.matches(new LabelSelector(Map.of(), List.of()), labels));
    }

    @Property
    void eachRequirementOnlyNarrows(
            @ForAll("selectors") LabelSelector one,
            @ForAll("selectors") LabelSelector other,
            @ForAll("labels") Map<String, String> labels) {
        List<Requirement> both = new ArrayList<>(one.matchExpressions());
        both.addAll(other.matchExpressions());

        boolean narrowed = Selection.matches(new LabelSelector(one.matchLabels(), both), labels);

        assertEquals(
                narrowed,
                Selection.matches(one, labels)
                        && Selection.matches(new LabelSelector(Map.of(), other.matchExpressions()), labels));
    }
}
