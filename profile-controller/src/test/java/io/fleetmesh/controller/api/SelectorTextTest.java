package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTextTest {
    @Test
    void eachFormIsRead() {
        assertEquals(
                Optional.of(new LabelSelector(
                        Map.of(),
                        List.of(
                                new Requirement("a", Operator.IN, List.of("b")),
                                new Requirement("x.io/c", Operator.IN, List.of("d")),
                                new Requirement("e", Operator.NOT_IN, List.of("f")),
                                new Requirement("g", Operator.IN, List.of("h", "i")),
                                new Requirement("j", Operator.NOT_IN, List.of("k")),
                                new Requirement("l", Operator.EXISTS, List.of()),
                                new Requirement("m", Operator.DOES_NOT_EXIST, List.of()),
                                new Requirement("n", Operator.IN, List.of(""))))),
                SelectorText.read("a=b, x.io/c == d,e!=f,g in (h, i),j notin (k),l,!m,n="));
        assertEquals(Optional.of(new LabelSelector(Map.of(), List.of())), SelectorText.read(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "a,",
                "a=b=c",
                "a b",
                "a in b",
                "a in (b",
                "!",
                "=b",
                "a=-",
                "a/b/c",
                "\u0430=b",
                "a in (b),(c)"
            })
    void whatIsNoneIsRefused(String text) {
        assertEquals(Optional.empty(), SelectorText.read(text));
    }
}
