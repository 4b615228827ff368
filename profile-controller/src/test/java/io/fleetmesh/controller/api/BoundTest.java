package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BoundTest {
    private final Bound bound = new Bound("watches.per-caller", 2);

    @Test
    void eachHolderHasItsOwnPlaces() {
        assertTrue(bound.take("a"));
        assertTrue(bound.take("a"));
        assertFalse(bound.take("a"));
        assertTrue(bound.take("b"));
        assertEquals(3, bound.held());
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        assertTrue(bound.take("a"));
        assertTrue(bound.take("a"));
        Runnable giver = bound.giver("a");

        giver.run();
        giver.run();

        assertEquals(1, bound.held());
        assertTrue(bound.take("a"));
        assertFalse(bound.take("a"));
    }

    @Test
    void whoHoldsNothingIsForgotten() {
        assertTrue(bound.take("a"));
        bound.giver("a").run();

        assertEquals(0, bound.holders());
        assertTrue(bound.take("a"));
    }
}
